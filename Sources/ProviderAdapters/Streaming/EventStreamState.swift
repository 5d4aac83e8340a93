internal import Routing
internal import RoutingCore

/// What a stream has read and not yet handed over; a value that does no input itself.
struct EventStreamState: Sendable {
  private var parser: ServerSentEventParser
  private var reader: any ChunkReader
  private let redactor: SecretRedactor
  private var chunks: [StreamChunk] = []
  private var nextChunk = 0
  private var conclusion: Conclusion?
  private var byteCount = 0
  private var unassignedBytes = 0
  private let maximumBytes: Int

  /// How a stream came to its end.
  enum Conclusion: Sendable {
    case ended
    case failed(ProviderFailure)
  }

  /// What comes next.
  enum Step: Sendable {
    case chunk(StreamChunk)
    case concluded(Conclusion)
    case needsBytes
  }

  init(reader: any ChunkReader, redactor: SecretRedactor, limits: ResponseLimits) {
    self.redactor = redactor
    parser = ServerSentEventParser(
      maximumLineBytes: limits.maximumEventBytes, maximumEventBytes: limits.maximumEventBytes)
    self.reader = reader
    maximumBytes = limits.maximumBytes
  }

  /// The next step; chunks that were complete before a failure come before it.
  mutating func next() -> Step {
    if nextChunk < chunks.count {
      defer { nextChunk += 1 }
      return .chunk(chunks[nextChunk])
    }
    chunks = []
    nextChunk = 0
    return conclusion.map { .concluded($0) } ?? .needsBytes
  }

  /// Takes in bytes of the body, or nil at its end.
  mutating func receive(_ bytes: [UInt8]?) {
    guard conclusion == nil else { return }
    guard let bytes else { return end() }
    byteCount = byteCount.addingReportingOverflow(bytes.count).partialValue
    // The transport keeps to this too, but a stream without end must not hang on another's care (R-1304).
    guard byteCount <= maximumBytes else { return fail(.transport(.tooLarge)) }
    var events: [ServerSentEvent] = []
    var problem: ServerSentEventError?
    do {
      try parser.read(bytes, into: &events)
    } catch {
      problem = error
    }
    for event in events where conclusion == nil { take(event) }
    if problem != nil, conclusion == nil { fail(.transport(.tooLarge)) }
  }

  /// Ends the stream for a reason from outside, if it has not ended before.
  mutating func fail(_ failure: ProviderFailure) {
    if conclusion == nil { conclusion = .failed(failure) }
  }

  /// Ends the stream at once: what has not been handed over no longer is.
  mutating func cancel() {
    chunks = []
    nextChunk = 0
    fail(.cancelled)
  }

  private mutating func take(_ event: ServerSentEvent) {
    var event = event
    event.data = redactor.removingKnown(from: event.data)
    unassignedBytes += event.byteCount
    do {
      for chunk in try reader.read(event) {
        chunks.append(StreamChunk(body: chunk.body, usage: chunk.usage, byteCount: unassignedBytes))
        unassignedBytes = 0
      }
    } catch {
      return fail(error)
    }
    if case .ended = reader.ending { conclusion = .ended }
  }

  /// The body is at its end, which is no success unless the provider said so.
  private mutating func end() {
    let before = self
    if let event = (try? parser.unfinishedEvent()) ?? nil {
      take(event)
      // A last event that was cut off is only good for what it says about the end.
      switch conclusion {
      case .ended, .failed(.response): return
      case .failed, nil: self = before
      }
    }
    switch reader.ending {
    case .open: conclusion = .failed(.transport(.endedEarly))
    case .complete, .ended: conclusion = .ended
    }
  }
}
