internal import Routing
internal import RoutingCore
internal import Synchronization

/// A provider's stream of events, read as OpenAI chunks.
final class EventStream: ProviderStream {
  private let upstream: any HTTPResponseStream
  private let state: Mutex<EventStreamState>

  init(upstream: any HTTPResponseStream, reader: any ChunkReader, redactor: SecretRedactor, limits: ResponseLimits) {
    self.upstream = upstream
    state = Mutex(EventStreamState(reader: reader, redactor: redactor, limits: limits))
  }

  func next() async throws(ProviderFailure) -> StreamChunk? {
    while true {
      switch state.withLock({ $0.next() }) {
      case .chunk(let chunk): return chunk
      case .concluded(.ended):
        // There may be more on the wire, but nothing that is part of the answer.
        upstream.cancel()
        return nil
      case .concluded(.failed(let failure)):
        upstream.cancel()
        throw failure
      case .needsBytes: await receive()
      }
    }
  }

  func cancel() {
    state.withLock { $0.cancel() }
    upstream.cancel()
  }

  private func receive() async {
    do {
      let bytes = try await upstream.next()
      // A transport may end the body of a task that was cancelled instead of saying so.
      let isCancelled = bytes == nil && Task.isCancelled
      state.withLock { isCancelled ? $0.cancel() : $0.receive(bytes) }
    } catch {
      let failure = ProviderFailure(error)
      state.withLock { $0.fail(failure) }
    }
  }
}
