internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/apikeys` (H-501 to H-514).
struct KeyEndpoints: Sendable {
  let services: GatewayServices

  /// What is said beside a secret that is shown once.
  private static let warning = "store this key now: it is shown only once"

  /// Makes a key; this response is the only one that shows its secret (H-501, H-502, C-401).
  func issue(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    try check(preferences: body["preferences"])
    let draft: APIKeyDraft
    do throws(APIKeyFieldError) {
      draft = try APIKeyDraft(json: body)
    } catch {
      throw APIError(error)
    }
    let issued: IssuedAPIKey
    do throws(APIKeyError) {
      issued = try await services.keys.issue(draft, now: exchange.now) { record in
        [services.audit(.apiKeyCreate, record.id, of: exchange, detail: record.name)]
      }
    } catch {
      throw APIError(error)
    }
    return .ok([
      "key": JSONValue(issued.plaintext.reveal()), "id": JSONValue(issued.record.id),
      "prefix": JSONValue(issued.record.prefix), "warning": JSONValue(KeyEndpoints.warning),
      "name": JSONValue(issued.record.name), "scopes": JSONValue(issued.record.scopes.text),
    ])
  }

  /// Lists all keys without their secrets; an array, as the reference says (H-505).
  func list(_ exchange: AdminExchange) -> GatewayResponse {
    let records = services.keys.list()
    let isPaged = exchange.query["limit"] != nil || exchange.query["offset"] != nil
    let page = Page(exchange.query, defaultLimit: Page.maximumLimit)
    let shown = isPaged ? Array(page.of(records)) : records
    let items = shown.map { record in
      record.listing(
        spent: record.monthlyBudget > 0 ? services.spending.spent(key: record.id, now: exchange.now) : nil)
    }
    return .json(JSONValue(items), headers: [HTTPField("X-Total-Count", "\(records.count)")])
  }

  /// Gives a key a new secret; the old one is worth nothing from then on (H-507).
  func rotate(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    do throws(APIKeyError) {
      let issued = try await services.keys.rotate(exchange.id, now: exchange.now) { record in
        [services.audit(.apiKeyRotate, record.id, of: exchange)]
      }
      return .ok([
        "key": JSONValue(issued.plaintext.reveal()), "warning": JSONValue(KeyEndpoints.warning),
        "prefix": JSONValue(issued.record.prefix),
      ])
    } catch {
      throw APIError(error)
    }
  }

  /// Changes some members of a key (H-508).
  func patch(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    try check(preferences: body["preferences"])
    let changes: APIKeyChanges
    do throws(APIKeyFieldError) {
      changes = try APIKeyChanges(json: body)
    } catch {
      throw APIError(error)
    }
    do throws(APIKeyError) {
      _ = try await services.keys.update(exchange.id, changes) { record in
        [services.audit(.apiKeyUpdate, record.id, of: exchange)]
      }
      return .ok()
    } catch {
      throw APIError(error)
    }
  }

  /// Removes a key; one that is not there is removed already (H-509).
  func revoke(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    do throws(APIKeyError) {
      _ = try await services.keys.revoke(
        exchange.id, alsoCommitting: { record in [services.audit(.apiKeyRevoke, record.id, of: exchange)] })
      services.spending.remove(key: exchange.id)
      return .ok()
    } catch {
      throw APIError(error)
    }
  }

  /// Begins a key's month anew (H-513).
  func markPaid(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    do throws(APIKeyError) {
      _ = try await services.keys.markPaid(exchange.id, now: exchange.now) { record in
        [services.audit(.apiKeyUpdate, record.id, of: exchange, detail: "paid")]
      }
      services.spending.reset(key: exchange.id, at: exchange.now)
      return .ok()
    } catch {
      throw APIError(error)
    }
  }

  /// Refuses preferences that no request could be routed by.
  private func check(preferences: JSONValue?) throws(APIError) {
    guard let preferences, !preferences.isNull else { return }
    _ = try APIError.reading { () throws(FormatError) in
      try PolicyLayer(checking: JSONField(JSONValue(object: ["preferences": preferences])))
    }
  }
}

extension APIError {
  fileprivate init(_ error: APIKeyFieldError) {
    self = .badRequest(error.message, code: "invalid_value", parameter: error.field)
  }

  fileprivate init(_ error: APIKeyError) {
    switch error {
    case .unknownKey: self = .notFound("api key not found")
    case .store: self = .storeFailed
    }
  }
}
