import Synchronization

/// Counts calls.
final class TurnCounter: Sendable {
  private let count = Atomic<Int>(0)

  /// How often this was called before.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
