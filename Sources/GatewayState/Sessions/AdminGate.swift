internal import Digests
internal import Routing
internal import RoutingCore

/// Tells who is an operator: who has the token, or a session that was opened with it (H-034, H-805).
///
/// A token that was changed here is kept as a salted hash and outlives the process, together with the hash of the configured one
/// that it replaced: a host that is configured with yet another token means that one. Any number of tasks call at once.
public final class AdminGate: Sendable {
  /// How many characters a token that an operator chooses must have (H-805).
  public static let shortestToken = 16

  private struct State: Sendable {
    var token: SecretHash
    var sessions: AdminSessions
  }

  private let configured: SecretText
  private let store: any StateStore
  private let random: any RandomSource
  private let state: Locked<State>
  private let gate = SerialGate()
  private static let documentKey = "admin-token"

  /// Makes a gate for the token that the host is configured with; nothing is read yet.
  ///
  /// `maximumSessions` is how many sessions are open at once, from 1; the one that was longest not used is closed for a new one.
  public init(
    token: SecretText, store: any StateStore, random: any RandomSource, maximumSessions: Int = 1000
  ) {
    configured = token
    self.store = store
    self.random = random
    let hash = SaltedHMACHasher.hash(token, salt: random.bytes(16))
    state = Locked(State(token: hash, sessions: AdminSessions(maximumCount: maximumSessions)))
  }

  /// Reads whether the configured token was changed.
  ///
  /// - Throws: `StateStoreFailure`; the configured token holds then.
  public func load() async throws(StateStoreFailure) {
    guard let body = try await store.document(AdminGate.documentKey, in: .settings)?.body,
      let replaced = body["replaces"].flatMap(SecretHash.init(json:)),
      let hash = body["token"].flatMap(SecretHash.init(json:)), SaltedHMACHasher.matches(configured, replaced)
    else { return }
    state.withLock { $0.token = hash }
  }

  /// Whether this is the token; the time that it takes tells nothing about it.
  public func accepts(token: String) -> Bool {
    let hash = state.withLock { $0.token }
    // A host that was configured without a token has no operator, rather than anybody.
    return !token.isEmpty && SaltedHMACHasher.matches(SecretText(token), hash)
  }

  /// Whether this is the id of a session that is open at a moment in milliseconds since 1970.
  public func accepts(session id: String, now: Int) -> Bool {
    state.withLock { $0.sessions.accepts(Array(id.utf8), now: now) }
  }

  /// Opens a session of 12 hours for who has given the token.
  ///
  /// `now` is in milliseconds since 1970.
  public func openSession(now: Int) -> AdminSession {
    let id = HexadecimalText.text(of: random.bytes(32))
    let end = state.withLock { $0.sessions.open(Array(id.utf8), now: now) }
    return AdminSession(id: SecretText(id), expiresAt: end)
  }

  /// Closes a session; one that is not open is no mistake.
  public func closeSession(_ id: String) {
    state.withLock { $0.sessions.close(Array(id.utf8)) }
  }

  /// Puts another token in the place of this one, or 64 random hexadecimal digits, and closes all sessions (H-805).
  ///
  /// What `others` asks for reaches the store together with it or not at all.
  ///
  /// - Returns: The new token, for the one response that tells it.
  /// - Throws: `AdminTokenError`; the old token holds then.
  public func rotate(
    to token: SecretText? = nil, alsoCommitting others: [StateChange] = []
  ) async throws(AdminTokenError) -> SecretText {
    let token = token ?? SecretText(HexadecimalText.text(of: random.bytes(32)))
    let bytes = token.bytes
    // What a header cannot carry could never be presented.
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unusable }
    guard bytes.count >= AdminGate.shortestToken else { throw .tooShort }
    let hash = SaltedHMACHasher.hash(token, salt: random.bytes(16))
    let body = JSONValue(object: [
      "replaces": SaltedHMACHasher.hash(configured, salt: random.bytes(16)).json, "token": hash.json,
    ])
    try await gate.run { () throws(AdminTokenError) in
      do throws(StateStoreFailure) {
        try await store.commit([.put(.settings, key: AdminGate.documentKey, body: body)] + others)
      } catch {
        throw AdminTokenError.store(error)
      }
      state.withLock { state in
        state.token = hash
        state.sessions.closeAll()
      }
    }
    return token
  }
}

/// A session of an operator.
public struct AdminSession: Sendable {
  /// What the cookie holds: 64 random hexadecimal digits.
  public let id: SecretText
  /// When it ends, in milliseconds since 1970.
  public let expiresAt: Int
}

/// Why a token was not changed.
public enum AdminTokenError: Error, Hashable, Sendable {
  /// It has fewer than 16 characters.
  case tooShort
  /// It has characters that a header cannot carry: other than printable ASCII, or a space.
  case unusable
  /// The store failed.
  case store(StateStoreFailure)
}
