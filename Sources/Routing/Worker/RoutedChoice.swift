public import RoutingCore

/// The model that is to serve a request, as numbers that know which registry they are of.
///
/// Its worker reads the model's record (``RouterWorker/model(of:)``) until that worker takes up another registry, which
/// it does at the beginning of a decision and never between. Outcomes are recorded by ``provider`` at any later time.
public struct RoutedChoice: Hashable, Sendable {
  let choice: Choice
  /// Which registry of the router the handles are of.
  let registry: UInt32
  /// The provider that serves the model, for recording what comes of the attempt.
  public let provider: RoutedProvider

  /// What the request is expected to cost there.
  public var estimatedCost: Dollars { choice.estimatedCost }
  /// Why this model.
  public var reason: DecisionReason { choice.reason }
  /// What became of the caller's hint.
  public var hintStatus: HintStatus { choice.hintStatus }
  /// The chance with which this choice was made, or nil for Thompson sampling, where ``RouterWorker/answer(to:)``
  /// works it out.
  public var propensity: Double? { choice.propensity }
}

/// A provider of a router, good for recording outcomes across reconfigurations.
public struct RoutedProvider: Hashable, Sendable {
  let router: ObjectIdentifier
  /// The roster above, the place in its list of providers below, shifted as the ring keeps them: recording adds to it
  /// what happened and nothing else.
  let subject: UInt64

  init(router: ObjectIdentifier, roster: UInt32, place: Int) {
    self.router = router
    subject = UInt64(roster) << 32 | UInt64(truncatingIfNeeded: place) << 8
  }

  /// Which list of providers ``place`` is of.
  var roster: UInt32 { UInt32(truncatingIfNeeded: subject >> 32) }
  /// The place in that list.
  var place: UInt32 { UInt32(truncatingIfNeeded: subject) >> 8 }
}

/// An attempt that a router was told of before it was sent.
///
/// Its outcome is recorded once, by any worker of the router: ``RouterWorker/record(_:of:now:message:)``.
public struct RoutedAttempt: Hashable, Sendable {
  /// Where it was sent.
  public let provider: RoutedProvider
  /// The number of its permit, 0 where none was needed.
  let permit: UInt64
}
