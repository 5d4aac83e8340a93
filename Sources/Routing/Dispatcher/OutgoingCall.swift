import RoutingCore
import Synchronization

/// A call on its way to a provider.
///
/// An object, so that the task that makes it captures one reference and nothing else.
final class OutgoingCall: TimedWork {
  private let call: ProviderCall
  private let provider: any ModelProvider
  private let isStreaming: Bool
  let isDone = Atomic<Bool>(false)

  init(_ call: ProviderCall, _ provider: any ModelProvider, isStreaming: Bool) {
    self.call = call
    self.provider = provider
    self.isStreaming = isStreaming
  }

  func run() async -> Result<AttemptResult, ProviderFailure> {
    do throws(ProviderFailure) {
      return .success(isStreaming ? try await open() : .answered(try await provider.send(call)))
    } catch {
      return .failure(error)
    }
  }

  /// Opens a stream and waits for its first piece: what ends before it has not begun.
  private func open() async throws(ProviderFailure) -> AttemptResult {
    let stream = try await provider.openStream(call)
    do throws(ProviderFailure) {
      guard let first = try await stream.next() else { throw .transport(.endedEarly) }
      return .opened(stream, first)
    } catch {
      stream.cancel()
      throw error
    }
  }
}

/// A piece of a stream that is waited for.
final class OutgoingRead: TimedWork {
  private let stream: any ProviderStream
  let isDone = Atomic<Bool>(false)

  init(_ stream: any ProviderStream) { self.stream = stream }

  func run() async -> Result<StreamChunk?, ProviderFailure> {
    do throws(ProviderFailure) {
      return .success(try await stream.next())
    } catch {
      return .failure(error)
    }
  }
}
