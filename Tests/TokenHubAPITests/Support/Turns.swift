import Synchronization

/// Counts up from 0.
final class Turns: Sendable {
  private let count = Atomic<Int>(0)

  /// The number of this turn.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
