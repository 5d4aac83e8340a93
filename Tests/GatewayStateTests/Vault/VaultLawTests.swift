import GatewayDoubles
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct VaultLawTests {
  /// What the owner remembers of a vault.
  private struct Memory {
    var password: String?
    var values: [String: String] = [:]
    var isOpen = false
  }

  @Test(
    "H-202, H-205, H-207: after any operations, over a store that fails, every stored value can be read after unlocking"
  )
  func randomOperations() async throws {
    let names = ["a", "b", "c"]
    for seed in 0..<(Law.isOptimised ? 100 : 14) as Range<UInt64> {
      var dice = Dice(seed: seed)
      let (store, cipher) = (BreakableStore(), ToyCipher())
      let failing = Set((0..<100).filter { _ in dice.chance(0.25) })
      store.set { $0.failingCommits = failing }
      var vault = Vault(store: store, cipher: cipher, random: SeededBytes(seed: seed))
      var memory = Memory()
      for step in 0..<40 {
        let place: Comment = "seed \(seed), step \(step)"
        let now = step * 60_000
        let blob = vault.blob
        let name = dice.pick(names)
        let text = "\(dice.pick(["right", "wrong"]))-password"
        do {
          switch dice.number(0...6) {
          case 0:
            let isRight = memory.password == nil || memory.password == text
            _ = try await vault.unlock(SecretText(text), from: "\(step)", now: now)
            #expect(isRight, place)
            (memory.password, memory.isOpen) = (text, true)
          case 1:
            #expect(vault.lock() == memory.isOpen, place)
            memory.isOpen = false
          case 2, 3:
            let value = "value \(step)"
            try await vault.set(SecretText(value), for: .secret(name), now: now)
            memory.values[name] = value
          case 4:
            let removed = try await vault.remove(.secret(name))
            #expect(removed == (memory.values.removeValue(forKey: name) != nil), place)
          case 5:
            let old = SecretText(memory.password ?? "nothing at all")
            try await vault.rotate(old: dice.chance(0.7) ? old : SecretText(text), new: SecretText(text), now: now)
            memory.password = text
          default:
            vault = Vault(store: store, cipher: cipher, random: SeededBytes(seed: seed * 100 + UInt64(step)))
            try await vault.load()
            memory.isOpen = false
          }
        } catch {
          #expect(vault.blob == blob, place)
          switch error {
          case .store: #expect(failing.contains(store.commitCount - 1), place)
          case .unlockFailed: #expect(memory.password != nil && memory.password != text, place)
          case .wrongPassword: #expect(memory.password != text, place)
          case .locked: #expect(!memory.isOpen, place)
          default: Issue.record("\(error), \(place)")
          }
        }
        #expect((vault.standing == .unlocked) == memory.isOpen, place)
        for name in names {
          let found = vault.secret(.secret(name), now: now)?.reveal()
          #expect(found == (memory.isOpen ? memory.values[name] : nil), place)
        }
        guard let password = memory.password else { continue }
        let other = Vault(store: store, cipher: cipher, random: SeededBytes(seed: 5))
        try await other.load()
        #expect(try await other.unlock(SecretText(password), from: "", now: 0) == .unlocked(unreadable: []), place)
        for name in names {
          #expect(other.secret(.secret(name), now: now)?.reveal() == memory.values[name], place)
        }
      }
      #expect(!cipher.hasReusedNonce)
    }
  }
}
