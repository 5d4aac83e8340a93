import GatewayDoubles
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct APIKeyRingLawTests {
  /// What a key should be like, by its owner's lights.
  private struct Owned {
    var id: String
    var valid: String
    var old: [String] = []
    var isEnabled = true
    var isRevoked = false
    var expiresAt: Int?
  }

  @Test("H-507, H-509, H-510: after any changes, over a store that fails, exactly the valid secrets are accepted")
  func randomChanges() async throws {
    for seed in 0..<(Law.isOptimised ? 60 : 5) as Range<UInt64> {
      var dice = Dice(seed: seed)
      let store = BreakableStore()
      let failing = Set((0..<60).filter { _ in dice.chance(0.2) })
      store.set { $0.failingCommits = failing }
      var ring = APIKeyRing(store: store, random: SeededBytes(seed: seed))
      var keys: [Owned] = []
      var now = 0
      for step in 0..<40 {
        now += dice.number(0...100_000)
        let fails = failing.contains(store.commitCount)
        let before = ring.list()
        let place = keys.isEmpty ? 0 : dice.number(0...keys.count - 1)
        do {
          switch keys.isEmpty ? 0 : dice.number(0...5) {
          case 0:
            let expires = dice.chance(0.3)
            let body: [String: JSONValue] = expires ? ["name": "n", "expires_in": "5m"] : ["name": "n"]
            let issued = try await ring.issue(try APIKeyDraft(json: body.json), now: now)
            keys.append(
              Owned(
                id: issued.record.id, valid: issued.plaintext.reveal(), expiresAt: expires ? now + 300_000 : nil))
          case 1 where !keys[place].isRevoked:
            let issued = try await ring.rotate(keys[place].id, now: now)
            keys[place].old.append(keys[place].valid)
            keys[place].valid = issued.plaintext.reveal()
          case 2 where !keys[place].isRevoked:
            let isEnabled = dice.chance(0.5)
            let body: [String: JSONValue] = ["enabled": JSONValue(.bool(isEnabled))]
            _ = try await ring.update(keys[place].id, try APIKeyChanges(json: body.json))
            keys[place].isEnabled = isEnabled
          case 3:
            _ = try await ring.revoke(keys[place].id)
            keys[place].isRevoked = true
          case 4: _ = await ring.saveUses()
          default:
            // The process ends, and another begins.
            ring = APIKeyRing(store: store, random: SeededBytes(seed: seed + 1000 * UInt64(step + 1)))
            #expect(try await ring.load() == [])
          }
        } catch APIKeyError.store {
          #expect(fails, "seed \(seed)")
          #expect(ring.list() == before, "seed \(seed)")
        }
        for key in keys {
          let isValid = !key.isRevoked && key.isEnabled && key.expiresAt.map { now < $0 } ?? true
          #expect(
            await ring.authenticate(key.valid, now: now)?.id == (isValid ? key.id : nil), "seed \(seed), step \(step)")
          for old in key.old { #expect(await ring.authenticate(old, now: now) == nil, "seed \(seed), step \(step)") }
        }
      }
    }
  }
}
