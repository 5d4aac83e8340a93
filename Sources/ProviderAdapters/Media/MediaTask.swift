public import RoutingCore

/// What a provider tells of a picture or a video that it makes, in the same words for all providers.
public struct MediaTask: Hashable, Sendable {
  /// The id to ask for it by, or nil where the provider was done at once and there is nothing to ask for.
  public var id: String?
  /// How far it is.
  public var state: State
  /// Where the pictures lie that came out; empty until it has succeeded.
  public var imageURLs: [String]
  /// Where the video lies that came out, or nil until it has succeeded.
  public var videoURL: String?
  /// Why it went wrong, or nil where it did not or nobody says.
  public var failure: Failure?
  /// When it was begun, worked on and ended, in the provider's own writing.
  public var times: Times
  /// What the provider counted, or nil.
  public var usage: JSONValue?
  /// The provider's id of its answer, or nil.
  public var requestID: String?
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

  /// Why a task went wrong, in the provider's words, free of secrets.
  public struct Failure: Hashable, Sendable {
    /// The provider's code, or nil.
    public var code: String?
    /// The provider's message, at most 200 characters of it, or nil.
    public var message: String?

    /// Makes a failure.
    public init(code: String? = nil, message: String? = nil) {
      self.code = code
      self.message = message
    }
  }

  /// When things happened to a task, in the provider's own writing.
  public struct Times: Hashable, Sendable {
    /// When it was begun, or nil.
    public var submitted: String?
    /// When work on it began, or nil.
    public var scheduled: String?
    /// When it ended, or nil.
    public var ended: String?

    /// Makes times.
    public init(submitted: String? = nil, scheduled: String? = nil, ended: String? = nil) {
      self.submitted = submitted
      self.scheduled = scheduled
      self.ended = ended
    }
  }

  /// Makes a task.
  public init(
    id: String?, state: State, imageURLs: [String] = [], videoURL: String? = nil, failure: Failure? = nil,
    times: Times = Times(), usage: JSONValue? = nil, requestID: String? = nil, body: JSONValue
  ) {
    self.id = id
    self.state = state
    self.imageURLs = imageURLs
    self.videoURL = videoURL
    self.failure = failure
    self.times = times
    self.usage = usage
    self.requestID = requestID
    self.body = body
  }
}
