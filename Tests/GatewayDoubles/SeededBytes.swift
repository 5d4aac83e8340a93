internal import GatewayState
import Routing
import RoutingCore

/// Bytes that look random and are the same each time, and a note of how many were asked for; no host should use them.
package final class SeededBytes: RandomSource {
  private let state: Locked<(generator: SeededGenerator, requests: [Int])>

  /// Makes a source whose bytes follow from a seed.
  package init(seed: UInt64 = 1) { state = Locked((SeededGenerator(seed: seed), [])) }

  /// How many bytes each call has asked for.
  package var requests: [Int] { state.withLock { $0.requests } }

  package func bytes(_ count: Int) -> [UInt8] {
    state.withLock { state in
      state.requests.append(count)
      return (0..<count).map { _ in UInt8(truncatingIfNeeded: state.generator.next() >> 24) }
    }
  }
}
