import GatewayState
import Routing
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct SecretBytesTests {
  @Test("H-204, C-407: erased bytes are lent to nobody, and nothing prints them")
  func erased() {
    let bytes = SecretBytes([211, 212, 213])
    #expect(bytes.lend { $0 } == [211, 212, 213])
    var dumped = ""
    dump(bytes, to: &dumped)
    #expect(!(dumped + "\(bytes)" + String(reflecting: bytes)).contains("211"))
    bytes.erase()
    bytes.erase()
    #expect(bytes.isErased && bytes.lend { $0 } == nil)
  }

  @Test("H-204, C-407: locking erases the key, and rotating erases the old one or the new one")
  func states() {
    let blob = VaultBlob(salt: [1], derivation: .pbkdf2, verifier: [])
    let (first, second, third) = (SecretBytes([1]), SecretBytes([2]), SecretBytes([3]))
    var state = VaultState(isEnabled: true, options: VaultOptions())
    state.initialised(blob, version: 1, key: first, now: 0)
    state.rotated(blob, version: 2, from: first, to: second, now: 0)
    #expect(first.isErased && !second.isErased && state.standing == .unlocked)
    #expect(state.lock() && second.isErased)
    state.rotated(blob, version: 3, from: second, to: third, now: 0)
    #expect(third.isErased && state.standing == .locked)
  }

  @Test("the gate lets one through at a time, in the order of coming, also where one fails")
  func gate() async {
    struct Failure: Error {}
    let gate = SerialGate()
    let inside = SharedCount()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          try? await gate.run {
            #expect(inside.add(1) == 1)
            await Task.yield()
            #expect(inside.add(-1) == 0)
            if number % 3 == 0 { throw Failure() }
          }
        }
      }
    }
    #expect(inside.add(0) == 0)
  }
}

private final class SharedCount: Sendable {
  private let count = Locked(0)

  func add(_ number: Int) -> Int {
    count.withLock { count in
      count += number
      return count
    }
  }
}
