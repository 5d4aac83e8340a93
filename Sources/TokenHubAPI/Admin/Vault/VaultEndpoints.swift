internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/vault` and `/admin/v1/info` (H-201 to H-209, H-803).
struct VaultEndpoints: Sendable {
  let services: GatewayServices

  /// Unlocks the vault, or sets it up with the first password (H-201 to H-203).
  func unlock(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    // An empty password is a wrong one; a missing one is a mistake in the request (H-201).
    guard let password = body["admin_password"]?.string else {
      throw .badRequest("admin_password required", parameter: "admin_password")
    }
    do throws(VaultError) {
      let unlocking = try await services.vault.unlock(
        SecretText(password), from: exchange.request.remoteAddress, now: services.elapsed)
      switch unlocking {
      case .disabled: return .ok()
      case .alreadyUnlocked: return .ok()
      case .initialised:
        try await audit(.vaultUnlock, exchange, detail: "first password")
      case .unlocked(let unreadable):
        let detail = unreadable.isEmpty ? nil : "cannot be read: \(unreadable.joined(separator: ", "))"
        try await audit(.vaultUnlock, exchange, detail: detail)
      }
      services.refreshStandings()
      return .ok()
    } catch {
      if error == .unlockFailed { await services.note(services.audit(.vaultUnlockFailed, "vault", of: exchange)) }
      throw APIError(error)
    }
  }

  /// Locks the vault: what it holds is not used from then on (H-204, H-207).
  func lock(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let changed = services.vault.lock()
    if changed {
      services.refreshStandings()
      await services.note(services.audit(.vaultLock, "vault", of: exchange))
    }
    return .ok(["already_locked": JSONValue(.bool(!changed))])
  }

  /// Changes the password (H-205).
  func rotate(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let (old, new) = (try text("old_password", of: body), try text("new_password", of: body))
    do throws(VaultError) {
      try await services.vault.rotate(
        old: SecretText(old), new: SecretText(new), now: services.elapsed,
        alsoCommitting: [services.audit(.vaultRotate, "vault", of: exchange)])
      return .ok()
    } catch {
      throw APIError(error)
    }
  }

  /// The names of the operator's own secrets; never their values (H-208).
  func secrets() throws(APIError) -> GatewayResponse {
    guard services.vault.standing == .unlocked else { throw .vaultLocked }
    return .json(JSONValue(object: ["secrets": JSONValue(services.vault.secretNames.map { JSONValue($0) })]))
  }

  /// Keeps a secret under a name (H-208).
  func putSecret(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let value = try text("value", of: try await exchange.request.jsonBody())
    do throws(VaultError) {
      try await services.vault.set(
        SecretText(value), for: .secret(exchange.id), now: services.elapsed, alsoCommitting: [])
      return .ok()
    } catch {
      throw error == .locked || error == .disabled ? .vaultLocked : APIError(error)
    }
  }

  /// Removes a secret; one that is not there is removed already (H-208).
  func deleteSecret(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    guard services.vault.standing == .unlocked else { throw .vaultLocked }
    do throws(VaultError) {
      _ = try await services.vault.remove(.secret(exchange.id), alsoCommitting: [])
      return .ok()
    } catch {
      throw error == .locked || error == .disabled ? .vaultLocked : APIError(error)
    }
  }

  /// Whether the vault was ever set up, and whether it is locked (H-803).
  func info() -> GatewayResponse {
    .json(
      JSONValue(object: [
        "tokenhub": "admin", "vault_locked": JSONValue(.bool(services.vault.isLocked)),
        "vault_initialized": JSONValue(.bool(services.vault.isInitialised)),
      ]))
  }

  private func text(_ name: String, of body: JSONValue) throws(APIError) -> String {
    guard let text = body[name]?.string, !text.isEmpty else {
      throw .badRequest("\(name) required", parameter: name)
    }
    return text
  }

  private func audit(
    _ action: AuditAction, _ exchange: AdminExchange, detail: String?
  ) async throws(VaultError) {
    await services.note(services.audit(action, "vault", of: exchange, detail: detail))
  }
}

extension APIError {
  /// What needs an open vault.
  static let vaultLocked = APIError(status: 503, message: "the vault is locked", code: "vault_locked")

  /// What the vault refused (H-201, H-203, H-205).
  init(_ error: VaultError) {
    switch error {
    case .unlockFailed: self.init(status: 401, message: "unlock failed", code: "unlock_failed")
    case .tooManyAttempts(let wait):
      self.init(
        status: 429, message: "too many failed attempts", code: "too_many_attempts", retryAfter: (wait + 999) / 1000)
    case .wrongPassword: self.init(status: 401, message: "the old password is wrong", code: "wrong_password")
    case .passwordTooShort:
      self = .badRequest("new_password must have 8 bytes at least", code: "invalid_value", parameter: "new_password")
    case .locked: self = .badRequest("the vault is locked", code: "vault_locked")
    case .disabled: self = .badRequest("there is no vault", code: "vault_disabled")
    case .unreadable(let names):
      self.init(
        status: 500, message: "these entries cannot be read: \(names.joined(separator: ", "))",
        code: "vault_unreadable")
    case .damaged: self.init(status: 500, message: "the vault's document is damaged", code: "vault_unreadable")
    case .store: self = .storeFailed
    case .cipher: self.init(status: 500, message: "the cipher failed", code: "cipher_failed")
    }
  }
}

extension GatewayServices {
  /// Writes to the audit log what happened already, so that it stands before what happens next (H-046); a store that
  /// fails is counted, and nothing else comes of it.
  func note(_ change: StateChange) async {
    writer.append([change])
    await writer.flush()
  }

  /// Tells the router whose secrets can be read now (R-306, H-207).
  func refreshStandings() {
    let now = elapsed
    let records = registrar.current
    for id in records.providers.keys {
      let isLocked = records.keyed.contains(id) && vault.secret(.provider(id.text), now: now) == nil
      dispatcher.router.setCredentials(areLocked: isLocked, of: id)
    }
    dispatcher.router.tick(now: ports.time.now)
  }
}
