/// One event of a `text/event-stream`.
public struct ServerSentEvent: Hashable, Sendable {
  /// What kind of event it is; `message` where the stream does not say.
  public var type: String
  /// The data, its lines joined by line feeds.
  public var data: String
  /// The id that the stream gave last, empty where it gave none.
  public var lastEventID: String
  /// How many bytes of the stream it took, comments and the like before it included.
  public var byteCount: Int

  /// Makes an event.
  public init(type: String = "message", data: String, lastEventID: String = "", byteCount: Int = 0) {
    self.type = type
    self.data = data
    self.lastEventID = lastEventID
    self.byteCount = byteCount
  }
}

/// Why a stream of events cannot be read on.
public enum ServerSentEventError: Error, CaseIterable, Hashable, Sendable {
  /// A line is longer than is accepted.
  case lineTooLong
  /// The data of one event are longer than is accepted.
  case eventTooLarge
}
