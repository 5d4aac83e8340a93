import Digests
import GatewayDoubles
import GatewayState
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct APIKeyRingTests {
  private static let minute = 60_000

  private static func changes(_ text: String) throws -> APIKeyChanges {
    try APIKeyChanges(json: try JSONValue(parsing: Array(text.utf8)))
  }

  @Test("H-503: a key is tokenhub_ and 64 hexadecimal digits, its prefix has eight, and its id is drawn apart")
  func form() async throws {
    let random = SeededBytes()
    let ring = APIKeyRing(store: BreakableStore(), random: random)
    for number in 0..<50 {
      let issued = try await ring.issue(try APIKeyDraft(name: "k\(number)"), now: number)
      let text = issued.plaintext.reveal()
      #expect(text.count == 73 && text.hasPrefix("tokenhub_"))
      #expect(text.dropFirst(9).allSatisfy { $0.isHexDigit && !$0.isUppercase })
      #expect(issued.record.prefix == String(text.prefix(17)))
      #expect(issued.record.id.count == 16 && issued.record.id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
      #expect(!text.contains(issued.record.id))
      #expect(issued.record.createdAt == number)
    }
    // 32 bytes of the key, 16 of its salt and 8 of its id, each by a call of its own.
    #expect(random.requests == (0..<50).flatMap { _ in [32, 16, 8] })
  }

  @Test("H-504, H-506: the store has a salted hash and nothing else of a key")
  func stored() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let first = try await ring.issue(try APIKeyDraft(name: "a"), now: 1)
    let second = try await ring.issue(try APIKeyDraft(name: "b"), now: 2)
    #expect(first.record.hash.salt.count == 16 && first.record.hash.salt != second.record.hash.salt)
    for issued in [first, second] {
      let digits = issued.plaintext.reveal().dropFirst(17)
      #expect(!store.text.contains(digits))
      let plain = HexadecimalText.text(of: SHA256.hash(Array(issued.plaintext.reveal().utf8)))
      #expect(!store.text.contains(plain))
      let expected = HMACSHA256.code(of: Array(issued.plaintext.reveal().utf8), key: issued.record.hash.salt)
      #expect(store.text.contains(HexadecimalText.text(of: expected)))
    }
  }

  @Test("H-030: unknown, misspelt, disabled, expired and revoked keys all get the one answer: none")
  func authentication() async throws {
    let ring = APIKeyRing(store: BreakableStore(), random: SeededBytes())
    let good = try await ring.issue(try APIKeyDraft(name: "good"), now: 0)
    let text = good.plaintext.reveal()
    #expect(await ring.authenticate(text, now: 1)?.id == good.record.id)
    let wrongEnd = String(text.dropLast()) + (text.hasSuffix("0") ? "1" : "0")
    for wrong in [
      "", "tokenhub_", wrongEnd, text.uppercased(), text + "0", " " + text, text + " ", String(text.dropLast()),
      "sk-" + text.dropFirst(9), "tokenhub-" + text.dropFirst(9), "tokenhub_" + String(repeating: "0", count: 64),
    ] {
      #expect(await ring.authenticate(wrong, now: 1) == nil, "\(wrong)")
    }
    let expiring = try await ring.issue(
      try APIKeyDraft(json: ["name": "e", "expires_in": "10s"].json), now: 0)
    #expect(await ring.authenticate(expiring.plaintext.reveal(), now: 9999) != nil)
    // H-510: known from the cache and still no longer valid.
    #expect(await ring.authenticate(expiring.plaintext.reveal(), now: 10_000) == nil)
    _ = try await ring.update(good.record.id, try Self.changes(#"{"enabled":false}"#))
    #expect(await ring.authenticate(text, now: 2) == nil)
    _ = try await ring.update(good.record.id, try Self.changes(#"{"enabled":true}"#))
    #expect(await ring.authenticate(text, now: 2) != nil)
    #expect(try await ring.revoke(good.record.id))
    #expect(await ring.authenticate(text, now: 2) == nil)
  }

  @Test("H-507: a rotated key keeps its id and settings, and its old secret is invalid at once")
  func rotation() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let old = try await ring.issue(
      try APIKeyDraft(json: ["name": "n", "monthly_budget_usd": 5, "rotation_days": 3, "scopes": ["chat"]].json), now: 1
    )
    #expect(await ring.authenticate(old.plaintext.reveal(), now: 2) != nil)
    let new = try await ring.rotate(old.record.id, now: 3)
    #expect(await ring.authenticate(old.plaintext.reveal(), now: 3) == nil)
    #expect(await ring.authenticate(new.plaintext.reveal(), now: 3)?.id == old.record.id)
    var expected = old.record
    (expected.prefix, expected.hash, expected.rotatedAt) = (new.record.prefix, new.record.hash, 3)
    expected.lastUsedAt = 2
    #expect(new.record == expected)
    #expect(new.record.prefix != old.record.prefix && new.plaintext.prefix == new.record.prefix)
    await #expect(throws: APIKeyError.unknownKey) { try await ring.rotate("ffff", now: 3) }
    // Another process knows the same.
    let other = APIKeyRing(store: store, random: SeededBytes(seed: 2))
    #expect(try await other.load() == [])
    #expect(await other.authenticate(old.plaintext.reveal(), now: 4) == nil)
    #expect(await other.authenticate(new.plaintext.reveal(), now: 4) != nil)
  }

  @Test("H-508: a patch changes what it names; H-513: a paid key's spending counts from then; unknown keys are told")
  func update() async throws {
    let ring = APIKeyRing(store: BreakableStore(), random: SeededBytes())
    let id = try await ring.issue(try APIKeyDraft(name: "n"), now: 1).record.id
    var expected = try #require(ring.record(id))
    expected.name = "m"
    expected.scopes = APIKeyScopes([.plan])
    expected.preferences = JSONValue(object: ["regions": ["eu"]])
    let changes = try Self.changes(#"{"name":"m","scopes":["plan"],"preferences":{"regions":["eu"]}}"#)
    #expect(try await ring.update(id, changes) == expected)
    #expect(try await ring.update(id, try Self.changes("{}")) == expected)
    expected.preferences = nil
    #expect(try await ring.update(id, try Self.changes(#"{"preferences":null}"#)) == expected)
    expected.budgetResetAt = 77
    #expect(try await ring.markPaid(id, now: 77) == expected)
    #expect(ring.list() == [expected])
    await #expect(throws: APIKeyError.unknownKey) { try await ring.update("ffff", changes) }
    await #expect(throws: APIKeyError.unknownKey) { try await ring.markPaid("ffff", now: 1) }
  }

  @Test("H-509: revoking is done once and may be repeated")
  func revoking() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let id = try await ring.issue(try APIKeyDraft(name: "n"), now: 1).record.id
    #expect(try await ring.revoke(id))
    #expect(try await !ring.revoke(id))
    #expect(try await !ring.revoke("never"))
    #expect(ring.list() == [] && store.text == "")
  }

  @Test("H-514: what is committed beside a change is there with it or not at all")
  func audit() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    func entry(_ action: String) -> (APIKeyRecord) -> [StateChange] {
      { [.append(.audit, StateLogEntry(id: action, milliseconds: 1, body: JSONValue(.string($0.id))))] }
    }
    let id = try await ring.issue(try APIKeyDraft(name: "n"), now: 1, alsoCommitting: entry("create")).record.id
    _ = try await ring.rotate(id, now: 2, alsoCommitting: entry("rotate"))
    _ = try await ring.update(id, try Self.changes("{}"), alsoCommitting: entry("update"))
    _ = try await ring.revoke(id, alsoCommitting: entry("revoke"))
    _ = try await ring.revoke(id, alsoCommitting: entry("again"))
    let log = try await store.entries(of: .audit, offset: 0, limit: 10).entries
    #expect(log.map(\.id) == ["revoke", "update", "rotate", "create"])
    #expect(log.allSatisfy { $0.body.string == id })
  }

  @Test("H-510: a verified key is not hashed again for five minutes, and is after a change")
  func cache() async throws {
    let hasher = CountingHasher()
    let ring = APIKeyRing(store: BreakableStore(), hasher: hasher, random: SeededBytes())
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let text = issued.plaintext.reveal()
    func comparisons(at now: Int) async -> Int {
      let before = hasher.comparisons
      #expect(await ring.authenticate(text, now: now) != nil)
      return hasher.comparisons - before
    }
    #expect(await comparisons(at: 0) == 1)
    #expect(await comparisons(at: 300_000) == 0)
    #expect(await comparisons(at: 300_001) == 1)
    #expect(await comparisons(at: 300_000) == 1, "a clock that was set back proves nothing")
    _ = try await ring.update(issued.record.id, try Self.changes(#"{"name":"m"}"#))
    #expect(await comparisons(at: 300_002) == 1)
    _ = try await ring.markPaid(issued.record.id, now: 1)
    #expect(await comparisons(at: 300_003) == 1)
    // Saving when it was used is no change.
    #expect(await ring.saveUses() == 0)
    #expect(await comparisons(at: 300_004) == 0)
  }

  @Test("H-030: an unknown prefix costs as many comparisons as a known one with another secret")
  func decoy() async throws {
    let hasher = CountingHasher()
    let ring = APIKeyRing(store: BreakableStore(), hasher: hasher, random: SeededBytes())
    _ = try await ring.load()
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let (hashes, before) = (hasher.hashes, hasher.comparisons)
    #expect(await ring.authenticate(issued.record.prefix + String(repeating: "0", count: 56), now: 0) == nil)
    #expect(hasher.comparisons == before + 1)
    #expect(await ring.authenticate("tokenhub_" + String(repeating: "0", count: 64), now: 0) == nil)
    #expect(hasher.comparisons == before + 2)
    #expect(hasher.hashes == hashes)
  }

  @Test("H-510: a secret that is rotated away while it is being verified does not stay known")
  func rotatedMeanwhile() async throws {
    let hasher = CountingHasher()
    let ring = APIKeyRing(store: BreakableStore(), hasher: hasher, random: SeededBytes())
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let id = issued.record.id
    hasher.beforeAnswering { _ = try? await ring.rotate(id, now: 1) }
    #expect(await ring.authenticate(issued.plaintext.reveal(), now: 1) == nil)
    #expect(await ring.authenticate(issued.plaintext.reveal(), now: 1) == nil)
    let other = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    hasher.beforeAnswering { _ = try? await ring.revoke(other.record.id) }
    #expect(await ring.authenticate(other.plaintext.reveal(), now: 1) == nil)
  }

  @Test("a key that is revoked while it is being changed stays revoked")
  func revokedMeanwhile() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let id = issued.record.id
    store.set { $0.beforeCommit = { _ = try? await ring.revoke(id) } }
    await #expect(throws: APIKeyError.unknownKey) { try await ring.update(id, try Self.changes(#"{"name":"m"}"#)) }
    #expect(ring.list() == [] && store.text == "")
    // And where the change reached the store first.
    let second = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    store.set { $0.afterCommit = { _ = try? await ring.revoke(second.record.id) } }
    _ = try? await ring.update(second.record.id, try Self.changes(#"{"name":"m"}"#))
    #expect(ring.list() == [] && store.text == "")
    #expect(await ring.authenticate(second.plaintext.reveal(), now: 0) == nil)
  }

  @Test("two changes at the same time both hold")
  func concurrentChanges() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let id = try await ring.issue(try APIKeyDraft(name: "n"), now: 0).record.id
    store.set { $0.beforeCommit = { _ = try? await ring.update(id, try Self.changes(#"{"rotation_days":9}"#)) } }
    _ = try await ring.update(id, try Self.changes(#"{"name":"m"}"#))
    store.set { $0.afterCommit = { _ = try? await ring.markPaid(id, now: 5) } }
    _ = try await ring.update(id, try Self.changes(#"{"enabled":false}"#))
    let record = try #require(ring.record(id))
    #expect(record.name == "m" && record.rotationDays == 9 && record.budgetResetAt == 5 && !record.isEnabled)
    let other = APIKeyRing(store: store, random: SeededBytes(seed: 2))
    _ = try await other.load()
    #expect(other.list() == [record])
    // What another process has changed is kept as well.
    _ = try await other.update(id, try Self.changes(#"{"name":"o"}"#))
    let merged = try await ring.update(id, try Self.changes(#"{"enabled":true}"#))
    #expect(merged.name == "o" && merged.isEnabled)
  }

  @Test("H-511: a tick disables enabled keys whose rotation is due, and no others")
  func enforcement() async throws {
    let day = UTCDate.millisecondsPerDay
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    func issue(_ days: Int, at now: Int) async throws -> IssuedAPIKey {
      try await ring.issue(
        try APIKeyDraft(json: ["name": "n", "rotation_days": JSONValue(.integer(days))].json), now: now)
    }
    let never = try await issue(0, at: 0)
    let due = try await issue(1, at: 0)
    let later = try await issue(2, at: 0)
    let rotated = try await issue(1, at: 0)
    let off = try await issue(1, at: 0)
    _ = try await ring.rotate(rotated.record.id, now: 1)
    _ = try await ring.update(off.record.id, try Self.changes(#"{"enabled":false}"#))
    #expect(await ring.authenticate(due.plaintext.reveal(), now: day) != nil)
    #expect(await ring.enforceRotation(now: day - 1) == RotationEnforcement(disabled: [], failed: []))
    store.set { $0.isBroken = true }
    #expect(await ring.enforceRotation(now: day).failed == [due.record.id])
    #expect(ring.record(due.record.id)?.isEnabled == true)
    store.set { $0.isBroken = false }
    let result = await ring.enforceRotation(now: day)
    #expect(result.disabled.map(\.id) == [due.record.id] && result.failed == [])
    #expect(await ring.authenticate(due.plaintext.reveal(), now: day) == nil)
    #expect(await ring.authenticate(never.plaintext.reveal(), now: day) != nil)
    #expect(await ring.enforceRotation(now: day) == RotationEnforcement(disabled: [], failed: []))
    let next = await ring.enforceRotation(now: 2 * day)
    #expect(Set(next.disabled.map(\.id)) == [later.record.id, rotated.record.id])
  }

  @Test("H-512: a key's last use is noted once a minute, written on a tick, and a failing store stops no request")
  func lastUse() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let (text, id) = (issued.plaintext.reveal(), issued.record.id)
    #expect(await ring.saveUses() == 0)
    #expect(store.commitCount == 1)
    for now in [1000, 1001, 60_999] { #expect(await ring.authenticate(text, now: now)?.lastUsedAt == 1000) }
    store.set { $0.isBroken = true }
    #expect(await ring.saveUses() == 1)
    #expect(await ring.authenticate(text, now: 61_000)?.lastUsedAt == 61_000)
    store.set { $0.isBroken = false }
    #expect(await ring.saveUses() == 0)
    let count = store.commitCount
    #expect(await ring.saveUses() == 0)
    #expect(store.commitCount == count)
    let other = APIKeyRing(store: store, random: SeededBytes(seed: 2))
    _ = try await other.load()
    #expect(other.record(id)?.lastUsedAt == 61_000)
  }

  @Test("H-046: keys are listed newest first")
  func order() async throws {
    let ring = APIKeyRing(store: BreakableStore(), random: SeededBytes())
    for now in [5, 1, 9, 5] { _ = try await ring.issue(try APIKeyDraft(name: "n"), now: now) }
    #expect(ring.list().map(\.createdAt) == [9, 5, 5, 1])
    #expect(ring.list()[1].id > ring.list()[2].id)
  }

  @Test("documents that are no keys are named and let nobody in, and the others still work")
  func unreadable() async throws {
    let store = BreakableStore()
    let ring = APIKeyRing(store: store, random: SeededBytes())
    let good = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    try await store.commit([
      .put(.apiKeys, key: "bad", body: "text"), .put(.apiKeys, key: "moved", body: good.record.json),
    ])
    let other = APIKeyRing(store: store, random: SeededBytes(seed: 2))
    #expect(try await other.load() == ["bad", "moved"])
    #expect(other.list().map(\.id) == [good.record.id])
    #expect(await other.authenticate(good.plaintext.reveal(), now: 0) != nil)
  }

  @Test("dice that repeat themselves give no two keys one id, and keys of one prefix are told apart")
  func repeatingDice() async throws {
    let ring = APIKeyRing(store: BreakableStore(), random: RepeatingBytes(times: 40))
    let first = try await ring.issue(try APIKeyDraft(name: "a"), now: 0)
    let second = try await ring.issue(try APIKeyDraft(name: "b"), now: 0)
    #expect(first.record.id != second.record.id)
    #expect(await ring.authenticate(first.plaintext.reveal(), now: 0) != nil)
    #expect(await ring.authenticate(second.plaintext.reveal(), now: 0) != nil)
    // One prefix for two different keys, as a store may hold them.
    var twin = second.record
    twin.prefix = first.record.prefix
    let store = BreakableStore()
    try await store.commit([
      .put(.apiKeys, key: first.record.id, body: first.record.json), .put(.apiKeys, key: twin.id, body: twin.json),
    ])
    let other = APIKeyRing(store: store, random: SeededBytes())
    _ = try await other.load()
    #expect(await other.authenticate(first.plaintext.reveal(), now: 0)?.id == first.record.id)
  }
}

extension Dictionary where Key == String, Value == JSONValue {
  /// An object with these members.
  var json: JSONValue { JSONValue(.object(sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })) }
}

/// Hashes as usual, counts, and does something once before it tells what came of a comparison.
private final class CountingHasher: SecretHasher {
  private struct State: Sendable {
    var hashes = 0
    var comparisons = 0
    var before: (@Sendable () async -> Void)?
  }

  private let state = Locked(State())

  var hashes: Int { state.withLock { $0.hashes } }
  var comparisons: Int { state.withLock { $0.comparisons } }

  func beforeAnswering(_ body: @escaping @Sendable () async -> Void) { state.withLock { $0.before = body } }

  func hash(_ secret: SecretText, salt: [UInt8]) async -> SecretHash {
    state.withLock { $0.hashes += 1 }
    return await SaltedHMACHasher().hash(secret, salt: salt)
  }

  func matches(_ secret: SecretText, _ hash: SecretHash) async -> Bool {
    let result = await SaltedHMACHasher().matches(secret, hash)
    let before = state.withLock { state in
      state.comparisons += 1
      defer { state.before = nil }
      return state.before
    }
    await before?()
    return result
  }
}
