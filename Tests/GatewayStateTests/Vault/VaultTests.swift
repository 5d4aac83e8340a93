import Digests
import GatewayDoubles
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct VaultTests {
  private static let password = SecretText("correct horse")
  private static let openAI = VaultEntry.provider("openai")
  private static let value = SecretText("sk-canary-value-1")

  private static func opened(
    _ store: BreakableStore = BreakableStore(), _ cipher: ToyCipher = ToyCipher(),
    options: VaultOptions = VaultOptions()
  ) async throws -> Vault {
    let vault = Vault(store: store, cipher: cipher, random: SeededBytes(), options: options)
    try await vault.load()
    _ = try await vault.unlock(password, from: "ip", now: 0)
    return vault
  }

  /// Another process over the same store.
  private static func again(_ store: BreakableStore, _ cipher: ToyCipher = ToyCipher()) async throws -> Vault {
    let vault = Vault(store: store, cipher: cipher, random: SeededBytes(seed: 99))
    try await vault.load()
    return vault
  }

  @Test("H-201, H-803: the first password of at least 8 bytes makes the vault, and is its password from then on")
  func first() async throws {
    let store = BreakableStore()
    let vault = Vault(store: store, cipher: ToyCipher(), random: SeededBytes())
    try await vault.load()
    #expect(vault.standing == .uninitialised && vault.isLocked && !vault.isInitialised && vault.blob == nil)
    await #expect(throws: VaultError.unlockFailed) {
      try await vault.unlock(SecretText("1234567"), from: "ip", now: 0)
    }
    #expect(vault.standing == .uninitialised && store.text == "")
    await #expect(throws: VaultError.locked) { try await vault.set(Self.value, for: Self.openAI, now: 0) }
    // Bytes of UTF-8, not letters.
    #expect(try await vault.unlock(SecretText("éééé"), from: "ip", now: 0) == .initialised)
    #expect(vault.standing == .unlocked && !vault.isLocked && vault.isInitialised)
    let salt = vault.blob?["salt"]?.string.flatMap(Base64Text.bytes(of:))
    #expect(salt?.count == 16)
    let other = try await Self.again(store)
    #expect(other.standing == .locked && other.isLocked && other.isInitialised)
    await #expect(throws: VaultError.unlockFailed) { try await other.unlock(Self.password, from: "ip", now: 0) }
    await #expect(throws: VaultError.unlockFailed) { try await other.unlock(SecretText(""), from: "ip", now: 0) }
    #expect(other.standing == .locked)
    #expect(try await other.unlock(SecretText("éééé"), from: "ip", now: 0) == .unlocked(unreadable: []))
  }

  @Test("H-201: an open vault checks a password again and stays as it is")
  func openAlready() async throws {
    let vault = try await Self.opened()
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    await #expect(throws: VaultError.unlockFailed) {
      try await vault.unlock(SecretText("wrong horse"), from: "ip", now: 1)
    }
    #expect(vault.standing == .unlocked)
    #expect(try await vault.unlock(Self.password, from: "ip", now: 1) == .alreadyUnlocked)
    #expect(vault.secret(Self.openAI, now: 1)?.reveal() == Self.value.reveal())
  }

  @Test("H-201: without a vault, unlocking is no mistake and changes nothing")
  func disabled() async throws {
    let store = BreakableStore()
    let vault = Vault(store: store, cipher: nil, random: SeededBytes())
    try await vault.load()
    #expect(try await vault.unlock(SecretText("x"), from: "ip", now: 0) == .disabled)
    #expect(vault.standing == .disabled && !vault.isInitialised && !vault.isLocked && !vault.lock())
    await #expect(throws: VaultError.disabled) { try await vault.set(Self.value, for: Self.openAI, now: 0) }
    await #expect(throws: VaultError.disabled) {
      try await vault.rotate(old: Self.password, new: Self.password, now: 0)
    }
    vault.keepInMemory(Self.value, for: Self.openAI)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == Self.value.reveal())
    #expect(try await vault.remove(Self.openAI))
    #expect(vault.secret(Self.openAI, now: 0) == nil)
    #expect(store.commitCount == 0)
  }

  @Test("H-204, H-207: locking stops all use at once, and a second time it says that it was locked")
  func locking() async throws {
    let store = BreakableStore()
    let vault = try await Self.opened(store)
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    #expect(vault.lock())
    #expect(!vault.lock())
    #expect(vault.standing == .locked && vault.secret(Self.openAI, now: 0) == nil)
    #expect(vault.entryNames == ["provider:openai:api_key"])
    await #expect(throws: VaultError.locked) { try await vault.set(Self.value, for: Self.openAI, now: 0) }
    await #expect(throws: VaultError.locked) {
      try await vault.rotate(old: Self.password, new: Self.password, now: 0)
    }
    _ = try await vault.unlock(Self.password, from: "ip", now: 1)
    #expect(vault.secret(Self.openAI, now: 1)?.reveal() == Self.value.reveal())
  }

  @Test("H-208: names of other bytes are two entries, also where they look alike, and both open again")
  func lookAlikes() async throws {
    let vault = try await Self.opened()
    let names = ["e\u{301}", "\u{E9}"]
    for name in names { try await vault.set(SecretText("\(name.utf8.count)"), for: .secret(name), now: 0) }
    #expect(vault.secretNames.map { $0.utf8.count } == [3, 2])
    #expect(vault.lock())
    #expect(try await vault.unlock(Self.password, from: "ip", now: 0) == .unlocked(unreadable: []))
    for name in names { #expect(vault.secret(.secret(name), now: 0)?.reveal() == "\(name.utf8.count)") }
    #expect(try await vault.remove(.secret(names[1])))
    #expect(vault.secret(.secret(names[0]), now: 0) != nil && vault.secret(.secret(names[1]), now: 0) == nil)
  }

  @Test(
    "H-208: the name of a provider's entry tells its id, whatever that begins and ends with",
    arguments: ["openai", "\u{301}x", "a:api_key", "\u{540D}", " "])
  func providerEntries(id: String) {
    let found = VaultEntry.providerID(of: VaultEntry.provider(id).name)
    #expect(found.map { Array($0.utf8) } == Array(id.utf8))
    #expect(VaultEntry.providerID(of: VaultEntry.secret(id).name) == nil)
  }

  @Test("H-207: with captured keys kept, locking leaves them in use and takes no others in")
  func capturedKeys() async throws {
    let vault = try await Self.opened(options: VaultOptions(keepsCapturedKeys: true))
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    #expect(vault.lock() && vault.standing == .locked)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == Self.value.reveal())
    #expect(try await vault.remove(Self.openAI))
    #expect(vault.secret(Self.openAI, now: 0) == nil)
  }

  @Test("H-207: a vault locks itself 30 minutes after the last use of a credential, and never where that is off")
  func autoLock() async throws {
    let minute = 60_000
    let vault = try await Self.opened()
    try await vault.set(Self.value, for: Self.openAI, now: 5 * minute)
    #expect(!vault.tick(now: 35 * minute - 1))
    #expect(vault.secret(Self.openAI, now: 20 * minute) != nil)
    #expect(vault.secret(.provider("nobody"), now: 40 * minute) == nil)
    #expect(!vault.tick(now: 50 * minute - 1))
    #expect(vault.tick(now: 50 * minute))
    #expect(!vault.tick(now: 51 * minute))
    #expect(vault.standing == .locked && vault.secret(Self.openAI, now: 51 * minute) == nil)
    _ = try await vault.unlock(Self.password, from: "ip", now: 60 * minute)
    #expect(!vault.tick(now: 90 * minute - 1) && vault.tick(now: 90 * minute))
    let unattended = try await Self.opened(options: VaultOptions(autoLockAfter: 0))
    #expect(!unattended.tick(now: .max))
  }

  @Test("H-203: five failures of an address within a minute shut it out, others and the successful not")
  func tries() async throws {
    let vault = try await Self.opened()
    let wrong = SecretText("wrong horse")
    for second in 0..<5 {
      await #expect(throws: VaultError.unlockFailed) { try await vault.unlock(wrong, from: "a", now: second * 1000) }
      _ = try await vault.unlock(Self.password, from: "b", now: second * 1000)
      _ = try await vault.unlock(Self.password, from: "b", now: second * 1000)
    }
    await #expect(throws: VaultError.tooManyAttempts(retryAfter: 55_000)) {
      try await vault.unlock(Self.password, from: "a", now: 5000)
    }
    await #expect(throws: VaultError.tooManyAttempts(retryAfter: 1)) {
      try await vault.unlock(Self.password, from: "a", now: 59_999)
    }
    #expect(try await vault.unlock(Self.password, from: "b", now: 6000) == .alreadyUnlocked)
    #expect(try await vault.unlock(Self.password, from: "a", now: 60_000) == .alreadyUnlocked)
  }

  @Test("H-203: tries at the same time count as failed until they succeed, and failures of the store do not count")
  func triesAtOnce() async throws {
    let (store, cipher) = (BreakableStore(), ToyCipher())
    let vault = try await Self.opened(store, cipher)
    let before = cipher.derivationCount
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask { _ = try? await vault.unlock(SecretText("wrong horse"), from: "a", now: 0) }
      }
    }
    #expect(cipher.derivationCount == before + 5)
    cipher.setBroken(true)
    for _ in 0..<9 {
      await #expect(throws: VaultError.cipher(.failed("broken on purpose"))) {
        try await vault.unlock(Self.password, from: "b", now: 0)
      }
    }
  }

  @Test("H-205: a rotated vault has a new salt, new seals and the new password alone")
  func rotation() async throws {
    let (store, cipher) = (BreakableStore(), ToyCipher())
    let vault = try await Self.opened(store, cipher)
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    try await vault.set(SecretText("other"), for: .secret("x"), now: 0)
    let old = try #require(vault.blob)
    let new = SecretText("battery staple")
    await #expect(throws: VaultError.passwordTooShort) {
      try await vault.rotate(old: Self.password, new: SecretText("1234567"), now: 0)
    }
    await #expect(throws: VaultError.wrongPassword) { try await vault.rotate(old: new, new: new, now: 0) }
    #expect(vault.blob == old)
    try await vault.rotate(old: Self.password, new: new, now: 0)
    let blob = try #require(vault.blob)
    #expect(blob["salt"] != old["salt"] && blob["verifier"] != old["verifier"])
    for name in vault.entryNames { #expect(blob["entries"]?[name] != old["entries"]?[name]) }
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == Self.value.reveal())
    try await vault.set(SecretText("third"), for: .secret("y"), now: 0)
    let other = try await Self.again(store, cipher)
    await #expect(throws: VaultError.unlockFailed) { try await other.unlock(Self.password, from: "ip", now: 0) }
    #expect(try await other.unlock(new, from: "ip", now: 0) == .unlocked(unreadable: []))
    #expect(other.secret(Self.openAI, now: 0)?.reveal() == Self.value.reveal())
    #expect(other.secret(.secret("y"), now: 0)?.reveal() == "third")
    #expect(!cipher.hasReusedNonce)
  }

  @Test("H-205: where the store fails, or the vault is locked meanwhile, a rotation is whole or has not happened")
  func rotationMeanwhile() async throws {
    let (store, cipher) = (BreakableStore(), ToyCipher())
    let vault = try await Self.opened(store, cipher)
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    let old = vault.blob
    let new = SecretText("battery staple")
    store.set { $0.isBroken = true }
    await #expect(throws: VaultError.store(BreakableStore.failure)) {
      try await vault.rotate(old: Self.password, new: new, now: 0)
    }
    store.set { $0.isBroken = false }
    #expect(vault.blob == old)
    try await vault.set(SecretText("second"), for: Self.openAI, now: 0)
    store.set { $0.beforeCommit = { _ = vault.lock() } }
    try await vault.rotate(old: Self.password, new: new, now: 0)
    #expect(vault.standing == .locked && vault.secret(Self.openAI, now: 0) == nil)
    _ = try await vault.unlock(new, from: "ip", now: 0)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "second")
    // The same while the old password is still being looked at.
    cipher.beforeDeriving { _ = vault.lock() }
    try await vault.rotate(old: new, new: Self.password, now: 0)
    #expect(vault.standing == .locked)
    _ = try await vault.unlock(Self.password, from: "ip", now: 0)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "second")
  }

  @Test("H-206: nonces of 12 random bytes stand before each seal, and a value is bound to its name")
  func seals() async throws {
    let (store, cipher) = (BreakableStore(), ToyCipher())
    let vault = try await Self.opened(store, cipher)
    for number in 0..<20 { try await vault.set(Self.value, for: .secret("s\(number % 4)"), now: 0) }
    #expect(!cipher.hasReusedNonce)
    let blob = try #require(vault.blob)
    let sealed = try #require(blob["entries"]?["secret:s0"]?.string.flatMap(Base64Text.bytes(of:)))
    #expect(sealed.count == 12 + Self.value.reveal().utf8.count + 32)
    // Two entries exchanged, and one cut off.
    var members = try #require(blob["entries"]?.members)
    let values = members.map(\.value)
    members[0] = .init(name: members[0].name, value: values[1])
    members[1] = .init(name: members[1].name, value: values[0])
    members[2] = .init(name: members[2].name, value: "")
    var broken = try #require(blob.members)
    broken[3] = .init(name: broken[3].name, value: JSONValue(.object(members)))
    try await store.commit([.put(.vault, key: "blob", body: JSONValue(.object(broken)))])
    let other = try await Self.again(store, cipher)
    let unreadable = ["secret:s0", "secret:s1", "secret:s2"]
    #expect(try await other.unlock(Self.password, from: "ip", now: 0) == .unlocked(unreadable: unreadable))
    #expect(other.secret(.secret("s0"), now: 0) == nil && other.secret(.secret("s3"), now: 0) != nil)
    // Nothing is lost silently: what cannot be read must be taken out or set anew first.
    await #expect(throws: VaultError.unreadable(unreadable)) {
      try await other.rotate(old: Self.password, new: SecretText("battery staple"), now: 0)
    }
    for name in ["s0", "s1"] { #expect(try await other.remove(.secret(name))) }
    try await other.set(Self.value, for: .secret("s2"), now: 0)
    try await other.rotate(old: Self.password, new: SecretText("battery staple"), now: 0)
  }

  @Test("H-206: a vault is opened with the function that its salt was stored with, and rotated to the present one")
  func derivations() async throws {
    let store = BreakableStore()
    _ = try await Self.opened(store, ToyCipher(derivation: KeyDerivation(algorithm: "toy", parameters: ["rounds": 7])))
    let vault = try await Self.again(store)
    #expect(vault.blob?["kdf"]?["parameters"]?["rounds"] == 7)
    _ = try await vault.unlock(Self.password, from: "ip", now: 0)
    try await vault.rotate(old: Self.password, new: Self.password, now: 0)
    #expect(vault.blob?["kdf"]?["parameters"]?["rounds"] == 1)
    let text = try #require(vault.blob?.text).replacing("\"toy\"", with: "\"argon2id\"")
    try await store.commit([.put(.vault, key: "blob", body: try JSONValue(parsing: Array(text.utf8)))])
    let other = try await Self.again(store)
    await #expect(throws: VaultError.cipher(.unsupported("argon2id"))) {
      try await other.unlock(Self.password, from: "ip", now: 0)
    }
  }

  @Test("H-208: entries are named by provider or secret, and the export has salt, kdf, verifier and sealed values")
  func names() async throws {
    let vault = try await Self.opened()
    try await vault.set(Self.value, for: .provider("b"), now: 0)
    try await vault.set(Self.value, for: .secret("z"), now: 0)
    try await vault.set(Self.value, for: .secret("a"), now: 0)
    #expect(vault.entryNames == ["provider:b:api_key", "secret:a", "secret:z"])
    #expect(vault.secretNames == ["a", "z"])
    let blob = try #require(vault.blob)
    #expect(blob.members?.map(\.name) == ["salt", "kdf", "verifier", "entries"])
    #expect(blob["entries"]?.members?.map(\.name) == vault.entryNames)
    #expect(try await vault.remove(.secret("z")))
    #expect(try await !vault.remove(.secret("z")))
    #expect(vault.secretNames == ["a"] && vault.secret(.secret("z"), now: 0) == nil)
    _ = vault.lock()
    #expect(try await vault.remove(.secret("a")))
    #expect(vault.secretNames == [])
  }

  @Test("H-209, C-402: no value, password or key is in the store, in an error or in what is printed")
  func hygiene() async throws {
    let store = BreakableStore()
    let vault = try await Self.opened(store)
    try await vault.set(Self.value, for: Self.openAI, now: 0)
    let key = HMACSHA256.code(
      of: Array(Self.password.reveal().utf8),
      key: try #require(vault.blob?["salt"]?.string.flatMap(Base64Text.bytes(of:))))
    var dumped = ""
    dump(vault, to: &dumped)
    let texts = [store.text, dumped, "\(vault.blob?.text ?? "")", "\(VaultError.unlockFailed)"]
    for text in texts {
      #expect(!text.contains("canary") && !text.contains("horse"))
      #expect(!text.contains(Base64Text.text(of: key)) && !text.contains(HexadecimalText.text(of: key)))
      #expect(!text.contains("\(key[0]), \(key[1])"))
    }
  }

  @Test("H-313: a value that came while the vault was shut is kept in memory alone, until the vault gets one")
  func keptInMemory() async throws {
    let store = BreakableStore()
    let vault = try await Self.opened(store)
    try await vault.set(SecretText("old"), for: Self.openAI, now: 0)
    _ = vault.lock()
    vault.keepInMemory(SecretText("kept"), for: Self.openAI)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "kept")
    _ = try await vault.unlock(Self.password, from: "ip", now: 0)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "kept")
    _ = vault.lock()
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "kept")
    let count = store.commitCount
    vault.keepInMemory(SecretText("more"), for: .secret("x"))
    #expect(store.commitCount == count && !store.text.contains("secret:x"))
    _ = try await vault.unlock(Self.password, from: "ip", now: 0)
    try await vault.set(SecretText("new"), for: Self.openAI, now: 0)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "new")
  }

  @Test("a value that is set while the vault is being locked is stored and cannot be read before the next unlocking")
  func lockedMeanwhile() async throws {
    let store = BreakableStore()
    let vault = try await Self.opened(store, options: VaultOptions(keepsCapturedKeys: true))
    try await vault.set(SecretText("old"), for: Self.openAI, now: 0)
    store.set { $0.afterCommit = { _ = vault.lock() } }
    try await vault.set(SecretText("new"), for: Self.openAI, now: 0)
    #expect(vault.standing == .locked && vault.secret(Self.openAI, now: 0) == nil)
    _ = try await vault.unlock(Self.password, from: "ip", now: 0)
    #expect(vault.secret(Self.openAI, now: 0)?.reveal() == "new")
  }

  @Test("what is committed beside a change is there with it or not at all")
  func beside() async throws {
    let store = BreakableStore()
    let vault = try await Self.opened(store)
    func entry(_ id: String) -> [StateChange] { [.append(.audit, StateLogEntry(id: id, milliseconds: 0, body: .null))] }
    try await vault.set(Self.value, for: Self.openAI, now: 0, alsoCommitting: entry("set"))
    try await vault.rotate(old: Self.password, new: Self.password, now: 0, alsoCommitting: entry("rotate"))
    #expect(try await vault.remove(Self.openAI, alsoCommitting: entry("remove")))
    #expect(try await !vault.remove(Self.openAI, alsoCommitting: entry("nothing")))
    store.set { $0.isBroken = true }
    await #expect(throws: VaultError.store(BreakableStore.failure)) {
      try await vault.set(Self.value, for: Self.openAI, now: 0, alsoCommitting: entry("failed"))
    }
    await #expect(throws: VaultError.store(BreakableStore.failure)) {
      try await vault.remove(Self.openAI, alsoCommitting: entry("failed"))
    }
    store.set { $0.isBroken = false }
    let log = try await store.entries(of: .audit, offset: 0, limit: 9).entries
    #expect(log.map(\.id) == ["nothing", "remove", "rotate", "set"])
  }

  @Test("a vault that another process has changed is taken over, and one with another salt is shut")
  func conflicts() async throws {
    let store = BreakableStore()
    let first = try await Self.opened(store)
    let second = try await Self.again(store)
    _ = try await second.unlock(Self.password, from: "ip", now: 0)
    try await second.set(SecretText("theirs"), for: Self.openAI, now: 0)
    await #expect(throws: VaultError.store(.conflict("blob"))) {
      try await first.set(SecretText("ours"), for: .secret("x"), now: 0)
    }
    #expect(first.standing == .unlocked && first.secret(Self.openAI, now: 0)?.reveal() == "theirs")
    try await first.set(SecretText("ours"), for: .secret("x"), now: 0)
    try await first.rotate(old: Self.password, new: SecretText("battery staple"), now: 0)
    await #expect(throws: VaultError.store(.conflict("blob"))) { try await second.remove(Self.openAI) }
    #expect(second.standing == .locked && second.secret(Self.openAI, now: 0) == nil)
    _ = try await second.unlock(SecretText("battery staple"), from: "ip", now: 0)
    #expect(second.secret(.secret("x"), now: 0)?.reveal() == "ours")
  }

  @Test(
    "what is no vault in the store is never overwritten",
    arguments: [
      "null", "{}", #"{"salt":"","kdf":{"algorithm":"toy","parameters":{}},"verifier":"","entries":{}}"#,
      #"{"salt":"AAAA","kdf":{},"verifier":"","entries":{}}"#,
      #"{"salt":"AAAA","kdf":{"algorithm":"toy","parameters":{}},"verifier":"","entries":{"a":"*"}}"#,
      #"{"salt":"AAAA","kdf":{"algorithm":"toy","parameters":{}},"verifier":"","entries":[]}"#,
    ])
  func damaged(text: String) async throws {
    let store = BreakableStore()
    try await store.commit([.put(.vault, key: "blob", body: try JSONValue(parsing: Array(text.utf8)))])
    let vault = Vault(store: store, cipher: ToyCipher(), random: SeededBytes())
    await #expect(throws: VaultError.damaged) { try await vault.load() }
    _ = try? await vault.unlock(Self.password, from: "ip", now: 0)
    #expect(vault.standing != .unlocked)
    #expect(store.body("blob", in: .vault) == (try JSONValue(parsing: Array(text.utf8))).text)
  }
}
