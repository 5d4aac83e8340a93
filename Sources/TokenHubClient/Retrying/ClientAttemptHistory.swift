/// What a request has gone through before the attempt that is judged.
public struct ClientAttemptHistory: Hashable, Sendable {
  /// What is asked for, which decides whether it may be sent again when nobody knows what became of it (C-305).
  public var operation: Operation
  /// Whether the request carries an `Idempotency-Key`.
  public var isIdempotent: Bool
  /// The attempts before this one, oldest first.
  public var attempts: [Attempt]
  /// What this attempt was aimed at.
  public var target: ClientTarget
  /// The names of the model that the client knows.
  public var formats: ModelFormats
  /// The boundaries that the client set.
  public var preferences: ClientPreferences
  /// How the runs before this one failed, oldest first (C-306).
  public var earlierRuns: [ClientFailure]

  /// What a request asks for.
  public enum Operation: CaseIterable, Hashable, Sendable {
    /// Anything that is only read, such as how far a video is.
    case reading
    /// A chat.
    case chat
    /// A plan.
    case plan
    /// A picture.
    case image
    /// A video.
    case video
    /// The image agent.
    case imageAgent

    /// Whether sending it twice costs nothing but an answer that nobody reads.
    var mayBeRepeated: Bool {
      switch self {
      case .reading, .chat, .plan: true
      case .image, .video, .imageAgent: false
      }
    }
  }

  /// An attempt that did not succeed.
  public struct Attempt: Hashable, Sendable {
    /// What it was aimed at.
    public var target: ClientTarget
    /// How it failed.
    public var failure: ClientFailure

    /// Makes an attempt.
    public init(target: ClientTarget, failure: ClientFailure) {
      self.target = target
      self.failure = failure
    }
  }

  /// Makes a history.
  public init(
    operation: Operation, target: ClientTarget, attempts: [Attempt] = [], formats: ModelFormats? = nil,
    preferences: ClientPreferences = .init(), isIdempotent: Bool = false, earlierRuns: [ClientFailure] = []
  ) {
    self.operation = operation
    self.target = target
    self.attempts = attempts
    self.formats = formats ?? ModelFormats(bare: target.model)
    self.preferences = preferences
    self.isIdempotent = isIdempotent
    self.earlierRuns = earlierRuns
  }

  /// The targets that have had their try, the present one included.
  var tried: [ClientTarget] { attempts.map(\.target) + [target] }
}
