public import RoutingCore

/// What DashScope tells of a task that it works on.
public struct DashScopeTask: Hashable, Sendable {
  /// The id to ask for it by.
  public var id: String
  /// How far it is.
  public var state: State
  /// Where the pictures lie that came out; empty until it has succeeded.
  public var imageURLs: [String]
  /// Where the video lies that came out, or nil until it has succeeded.
  public var videoURL: String?
  /// The provider's own answer.
  public var body: JSONValue

  /// How far a task is (H-162).
  public enum State: String, CaseIterable, Hashable, Sendable {
    /// It waits.
    case pending = "PENDING"
    /// It is being worked on.
    case running = "RUNNING"
    /// It is done.
    case succeeded = "SUCCEEDED"
    /// It went wrong.
    case failed = "FAILED"
    /// It was called off.
    case canceled = "CANCELED"
    /// It does not exist, or no longer.
    case unknown = "UNKNOWN"

    /// Whether nothing more will come of it.
    public var isFinal: Bool {
      switch self {
      case .pending, .running: false
      case .succeeded, .failed, .canceled, .unknown: true
      }
    }

    /// Reads a state in the words of any supplier; those that nobody knows are ``unknown``.
    public init(word: String) {
      switch word.lowercased() {
      case "pending", "queued", "submitted": self = .pending
      case "running", "processing", "in_progress": self = .running
      case "succeeded", "success", "completed": self = .succeeded
      case "failed", "error": self = .failed
      case "canceled", "cancelled": self = .canceled
      default: self = .unknown
      }
    }
  }

  /// Reads an answer about a task, or nil where it is none.
  public init?(_ body: JSONValue) {
    guard let output = body["output"], let id = output["task_id"]?.string, !id.isEmpty,
      let word = output["task_status"]?.string
    else { return nil }
    self.id = id
    state = State(word: word)
    imageURLs = state == .succeeded ? (output["results"]?.elements ?? []).compactMap { $0["url"]?.string } : []
    videoURL = state == .succeeded ? output["video_url"]?.string : nil
    self.body = body
  }
}
