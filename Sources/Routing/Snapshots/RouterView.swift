import RoutingCore

/// Everything that one worker decides with, immutable: a decision sees one of these, whole.
///
/// Each worker has its own object and its own policies, because two workers that count references to one object pass its
/// counter back and forth. The large parts are shared, and a decision only borrows them.
final class RouterView: Sendable {
  /// Numbers the publications of a router.
  let generation: UInt64
  let roster: UInt32
  let edition: Edition
  let policies: [CompiledPolicy?]
  let health: CompiledHealth
  /// For each provider, whether an attempt must ask the router first: it is down, and half-open once it has cooled.
  let mustAsk: [Bool]

  init(
    generation: UInt64, roster: UInt32, edition: Edition, policies: [CompiledPolicy?], health: CompiledHealth,
    mustAsk: [Bool]
  ) {
    self.generation = generation
    self.roster = roster
    self.edition = edition
    self.policies = policies
    self.health = health
    self.mustAsk = mustAsk
  }
}
