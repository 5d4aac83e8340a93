import RoutingCore

/// An attempt under way: what will have come of it when it ends.
struct PendingAttempt: Sendable {
  let model: ModelHandle
  let provider: ProviderHandle
  let outcome: AttemptOutcome
  let inputTokens: TokenCount
  /// What its request costs in the end; nothing where it fails.
  let cost: Dollars
  /// The money that is set aside for its request, where this is the last attempt of it.
  let reservation: Reservation?
}
