import GatewayDoubles
import GatewayState
import Routing

/// Gives the same bytes for each number of bytes, the given times, and other ones afterwards.
final class RepeatingBytes: RandomSource {
  private let rest: Locked<Int>
  private let others = SeededBytes(seed: 77)

  init(times: Int) { rest = Locked(times) }

  func bytes(_ count: Int) -> [UInt8] {
    let repeats = rest.withLock { rest in
      rest -= 1
      return rest >= 0
    }
    return repeats ? [UInt8](repeating: 0xAB, count: count) : others.bytes(count)
  }
}
