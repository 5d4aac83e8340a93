public import Routing
public import RoutingCore

/// One call that a scripted provider was sent.
public struct ScriptedCall: Hashable, Sendable {
  /// Its place among the provider's calls, from 0.
  public let number: Int
  /// What was asked for.
  public let call: ProviderCall
  /// Whether a stream was asked for.
  public let isStreaming: Bool
  /// When it was sent.
  public let startedAt: Moment
  /// When it was over, and how; nil while it is under way.
  public internal(set) var end: End?

  /// The model that was asked for.
  public var model: ModelID { call.model.id }

  /// Whether it was cancelled before its end.
  public var wasCancelled: Bool { end?.kind == .cancelled }

  /// When and how a call ended.
  public struct End: Hashable, Sendable {
    /// When.
    public let moment: Moment
    /// How.
    public let kind: Kind

    /// Makes an end, to compare with.
    public init(moment: Moment, kind: Kind) {
      self.moment = moment
      self.kind = kind
    }

    /// How a call ends.
    public enum Kind: Hashable, Sendable {
      /// With all of its answer.
      case answered
      /// As its step says.
      case failed(ProviderFailure)
      /// Whoever asked did not wait for it.
      case cancelled
      /// It was beyond the script.
      case unexpected
    }
  }
}
