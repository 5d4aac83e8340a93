internal import RoutingCore

/// Says what a client does after an attempt that did not succeed: a pure function of what has happened (C-313).
public struct ClientRetryPolicy: Hashable, Sendable {
  /// How often one request is sent in all, the first time included (C-310).
  public var maximumAttempts: Int
  /// Where people find help, or nil (C-450).
  public var supportURL: String?

  /// The middle of the wait before the second attempt, in milliseconds; it doubles with each further one (C-311).
  static let firstWait = 1000.0
  /// The longest middle of a wait, in milliseconds (C-311).
  static let longestWait = 30_000.0
  /// The longest wait that a gateway may ask for, in milliseconds (C-312).
  static let longestAskedWait = 60_000.0
  /// How many runs in a row have to end in the same failure for people to be asked (C-306).
  static let patience = 3

  /// Makes a policy that sends one request so often in all; at least once.
  public init(maximumAttempts: Int = 3, supportURL: String? = nil) {
    precondition(maximumAttempts >= 1, "A request is sent at least once.")
    self.maximumAttempts = maximumAttempts
    self.supportURL = supportURL
  }

  /// What to do after the attempt that `facts` tell of, which `history` came before.
  ///
  /// `unit` is a random number from 0 up to 1, which spreads the waits of many clients (C-311).
  ///
  /// - Complexity: O(n) in the number of attempts, regions and earlier runs.
  public func action(
    after history: ClientAttemptHistory, facts: ClientAttemptFacts, unit: Double
  ) -> ClientAction {
    let escalation = ClientAction.escalate(escalation(history, facts))
    let isOldStory = ClientRetryPolicy.isOldStory(facts.failure, history.earlierRuns)
    switch kind(of: facts, history) {
    case .noSupplier:
      return target(after: history, facts).map { .switchTarget($0) } ?? escalation
    case .badKey: return .stopAndRequestNewKey
    case .spent, .wrong: return isOldStory ? escalation : .fail
    case .passing:
      // Who has seen the beginning of an answer would see another one after it (C-314).
      guard facts.deliveredChunks == 0 else { return isOldStory ? escalation : .fail }
      let sends = ClientRetryPolicy.countedSends(history) + 1
      guard sends < maximumAttempts, !isOldStory else { return escalation }
      let asked = facts.retryAfter?.value ?? 0
      guard asked <= ClientRetryPolicy.longestAskedWait else { return escalation }
      let wait = max(ClientRetryPolicy.wait(beforeAttempt: sends + 1, unit: unit), asked)
      return .retry(afterMilliseconds: Int(wait.rounded(.up)))
    }
  }

  /// The wait before an attempt in milliseconds, by its number from 2 on: min(30 s, 1 s · 2^(k−2)) · u, with u spread
  /// evenly from a half to one and a half (C-311).
  static func wait(beforeAttempt number: Int, unit: Double) -> Double {
    let spread = 0.5 + (unit >= 0 && unit < 1 ? unit : 0.5)
    var middle = firstWait
    for _ in 2..<max(number, 2) where middle < longestWait { middle *= 2 }
    return min(middle, longestWait) * spread
  }

  /// Whether the runs before ended in this failure often enough for people to be asked (C-306).
  static func isOldStory(_ failure: ClientFailure, _ earlierRuns: [ClientFailure]) -> Bool {
    let repeats = earlierRuns.suffix(patience - 1)
    return repeats.count == patience - 1 && repeats.allSatisfy { $0 == failure }
  }

  /// How many of the attempts count: those after which another target was taken do not (C-301).
  private static func countedSends(_ history: ClientAttemptHistory) -> Int {
    history.attempts.count { attempt in
      FailureKind(status: attempt.failure.status ?? 0, code: attempt.failure.code, shouldRetry: true) != .noSupplier
    }
  }

  private func kind(of facts: ClientAttemptFacts, _ history: ClientAttemptHistory) -> FailureKind {
    switch facts.ending {
    case .status(let status): FailureKind(status: status, code: facts.code, shouldRetry: facts.shouldRetry)
    // Nobody knows whether the gateway has begun to work, so what costs much is sent again only where the gateway
    // can tell that it is the same (C-305).
    case .connectionFailed: history.operation.mayBeRepeated || history.isIdempotent ? .passing : .wrong
    }
  }

  /// The next target that has not been tried: another region, then another name of the model (C-304).
  private func target(after history: ClientAttemptHistory, _ facts: ClientAttemptFacts) -> ClientTarget? {
    let tried = history.tried
    let filter = history.preferences.regions.filter
    let regions = NameFilter.regions(allow: filter.allowLists.flatMap(\.self), deny: filter.deny)
    for region in facts.allowedRegions where regions.admits(region.lowercased()) {
      if !tried.contains(where: { $0.region?.lowercased() == region.lowercased() }) {
        return ClientTarget(model: history.target.model, region: region)
      }
    }
    let names = history.formats.following(history.target.model)
    guard let name = names.first(where: { name in !tried.contains { $0.model == name } }) else { return nil }
    // The regions that were tried were those of the other name.
    return ClientTarget(model: name, region: tried[0].region)
  }

  private func escalation(_ history: ClientAttemptHistory, _ facts: ClientAttemptFacts) -> Escalation {
    let failure = facts.failure
    return Escalation(
      contact: supportURL, requestID: facts.requestID, status: failure.status, code: failure.code,
      attempts: history.attempts.count + 1)
  }
}
