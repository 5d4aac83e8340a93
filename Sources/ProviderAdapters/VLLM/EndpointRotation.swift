internal import Synchronization

/// Takes turns among the endpoints of a provider, from any number of threads.
final class EndpointRotation: Sendable {
  private let turn = Atomic<UInt>(0)

  /// The number of the endpoint whose turn it is, of `count`, which is above zero.
  func next(of count: Int) -> Int {
    Int(turn.wrappingAdd(1, ordering: .relaxed).oldValue % UInt(count))
  }
}
