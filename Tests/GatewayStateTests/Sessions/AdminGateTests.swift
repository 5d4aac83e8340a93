import GatewayDoubles
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct AdminGateTests {
  private static let token = "configured-token"

  private static func gate(
    _ store: BreakableStore = BreakableStore(), token: String = token, seed: UInt64 = 1, maximumSessions: Int = 1000
  ) async throws -> AdminGate {
    let gate = AdminGate(
      token: SecretText(token), store: store, random: SeededBytes(seed: seed), maximumSessions: maximumSessions)
    try await gate.load()
    return gate
  }

  @Test("H-034: the token is accepted, and nothing else is")
  func token() async throws {
    let gate = try await Self.gate()
    #expect(gate.accepts(token: Self.token))
    for wrong in ["", "configured-toke", "configured-token ", "Configured-token", "configured-tokeN", "x"] {
      #expect(!gate.accepts(token: wrong), "\(wrong)")
    }
    #expect(try await !Self.gate(token: "").accepts(token: ""))
  }

  @Test("H-034: a session has a random id of its own, is accepted for 12 hours and not as a token")
  func sessions() async throws {
    let gate = try await Self.gate()
    let (first, second) = (gate.openSession(now: 0), gate.openSession(now: 0))
    let id = first.id.reveal()
    #expect(id.count == 64 && id != second.id.reveal() && id != Self.token && !id.contains(Self.token))
    #expect(first.expiresAt == 12 * 3_600_000)
    #expect(gate.accepts(session: id, now: 12 * 3_600_000 - 1))
    #expect(!gate.accepts(session: id, now: 12 * 3_600_000))
    #expect(!gate.accepts(session: id, now: 1), "it does not come back with the clock")
    #expect(!gate.accepts(token: id))
    for wrong in ["", Self.token, id.uppercased(), String(id.dropLast())] {
      #expect(!gate.accepts(session: wrong, now: 0))
    }
    #expect(gate.accepts(session: second.id.reveal(), now: 0))
    gate.closeSession(second.id.reveal())
    gate.closeSession(second.id.reveal())
    #expect(!gate.accepts(session: second.id.reveal(), now: 0))
    #expect("\(first)".contains("‹redacted›") && !"\(first)".contains(id))
  }

  @Test("H-034: sessions are bounded in number, and the one that was longest not used goes first")
  func bounded() async throws {
    let gate = try await Self.gate(maximumSessions: 3)
    let ids = (0..<3).map { _ in gate.openSession(now: 0).id.reveal() }
    #expect(gate.accepts(session: ids[0], now: 1))
    let fourth = gate.openSession(now: 0).id.reveal()
    #expect(!gate.accepts(session: ids[1], now: 1))
    for id in [ids[0], ids[2], fourth] { #expect(gate.accepts(session: id, now: 1)) }
  }

  @Test("H-805: a new token has at least 16 characters that a header can carry, or is 64 random hexadecimal digits")
  func rotation() async throws {
    let gate = try await Self.gate()
    let session = gate.openSession(now: 0).id.reveal()
    await #expect(throws: AdminTokenError.tooShort) {
      try await gate.rotate(to: SecretText("fifteen letters".replacing(" ", with: "-")))
    }
    for unusable in ["sixteen with space", "sixteenlettersand\n", "sixteen-letters-é"] {
      await #expect(throws: AdminTokenError.unusable) { try await gate.rotate(to: SecretText(unusable)) }
    }
    #expect(gate.accepts(token: Self.token) && gate.accepts(session: session, now: 0))
    let chosen = try await gate.rotate(to: SecretText("sixteen-letters!")).reveal()
    #expect(chosen == "sixteen-letters!")
    #expect(gate.accepts(token: chosen) && !gate.accepts(token: Self.token))
    #expect(!gate.accepts(session: session, now: 0), "sessions of the old token are closed")
    let drawn = try await gate.rotate().reveal()
    #expect(drawn.count == 64 && drawn.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(gate.accepts(token: drawn) && !gate.accepts(token: chosen))
  }

  @Test("H-805: a new token outlives the process, is stored as salted hashes, and yields to another configured one")
  func durable() async throws {
    let store = BreakableStore()
    let first = try await Self.gate(store)
    let token = try await first.rotate().reveal()
    let audit = StateChange.append(.audit, StateLogEntry(id: "a", milliseconds: 0, body: "admin_token.rotate"))
    let last = try await first.rotate(alsoCommitting: [audit]).reveal()
    #expect(!store.text.contains(token) && !store.text.contains(last) && !store.text.contains(Self.token))
    #expect(store.text.contains("admin_token.rotate"))
    let second = try await Self.gate(store, seed: 2)
    #expect(second.accepts(token: last) && !second.accepts(token: token) && !second.accepts(token: Self.token))
    let third = try await Self.gate(store, token: "another-configured", seed: 3)
    #expect(third.accepts(token: "another-configured") && !third.accepts(token: last))
  }

  @Test("where the store fails, the old token and its sessions hold")
  func brokenStore() async throws {
    let store = BreakableStore()
    let gate = try await Self.gate(store)
    let session = gate.openSession(now: 0).id.reveal()
    store.set { $0.isBroken = true }
    await #expect(throws: AdminTokenError.store(BreakableStore.failure)) { try await gate.rotate() }
    #expect(gate.accepts(token: Self.token) && gate.accepts(session: session, now: 0))
    await #expect(throws: BreakableStore.failure) { try await gate.load() }
  }
}
