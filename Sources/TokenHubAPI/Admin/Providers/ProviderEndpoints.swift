internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/providers` (H-301 to H-313).
struct ProviderEndpoints: Sendable {
  let services: GatewayServices

  /// Adds or replaces a provider (H-301).
  func upsert(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    guard let id = body["id"]?.string, !id.isEmpty else { throw .badRequest("id required", parameter: "id") }
    try ProviderName.check(id)
    let kept = try await keep(body, ProviderID(id), exchange, .providerUpsert)
    return kept.response(["cred_store": JSONValue(kept.provider.credentialStore.name)])
  }

  /// Lists what the store has (H-305).
  func list(_ exchange: AdminExchange) -> GatewayResponse {
    let records = services.registrar.current
    let providers = records.providers.values.filter { records.storedProviders.contains($0.id) }.sorted { $0.id < $1.id }
    return .items(providers.map { records.listing(of: $0) }, Page(exchange.query, defaultLimit: 1000))
  }

  /// Changes some members of a provider (H-306, H-307).
  func patch(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let id = ProviderID(exchange.id)
    let kept = try await keep(body, id, exchange, .providerPatch)
    return kept.response(["provider": services.registrar.current.listing(of: kept.provider)])
  }

  /// Removes a provider with its models and its secret; one that is not there is removed already (H-308).
  func delete(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let id = ProviderID(exchange.id)
    let wasThere = try await services.registrar.change(
      committing: { (_, changes) async throws(APIError) in try await commitRemovingSecret(of: id, changes) }
    ) { (records) throws(APIError) -> (Bool, [StateChange]) in
      let models = records.models.values.filter { $0.provider == id }.map(\.id)
      guard records.providers[id] != nil || !models.isEmpty else { return (false, []) }
      records.providers[id] = nil
      records.endpoints[id] = nil
      records.storedProviders.remove(id)
      records.keyed.remove(id)
      var changes: [StateChange] = [.remove(.providers, key: id.text)]
      for model in models.sorted() {
        records.models[model] = nil
        records.storedModels.remove(model)
        changes.append(.remove(.models, key: model.text))
      }
      return (true, changes + [services.audit(.providerDelete, id.text, of: exchange)])
    }
    if wasThere { services.metrics.setHealth(nil, of: id) }
    return .ok()
  }

  /// Asks a provider which models it has (H-309).
  func discover(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let records = services.registrar.current
    let id = ProviderID(exchange.id)
    guard let provider = records.providers[id] else { throw .notFound("provider not found") }
    let secret = services.vault.secret(.provider(id.text), now: services.elapsed).flatMap {
      ProviderSecret($0.reveal())
    }
    let offers = try await ProviderDiscovery(transport: services.ports.transport).offers(of: provider, secret: secret)
    let own = records.models.values.filter { $0.provider == id }
    let names = Set(own.flatMap { [$0.id.text, $0.name, $0.upstreamName] })
    let models = offers.map { offer in
      var members = JSONMembers()
      members["id"] = JSONValue(offer.id)
      members["registered"] = JSONValue(.bool(names.contains(offer.id) || names.contains("\(id.text)/\(offer.id)")))
      if let owner = offer.owner { members["owned_by"] = JSONValue(owner) }
      return members.value
    }
    return .json(
      JSONValue(object: [
        "models": JSONValue(models), "provider_id": JSONValue(id.text), "total": JSONValue(models.count),
      ]))
  }

  /// Keeps a provider and its secret, both or neither.
  private func keep(
    _ body: JSONValue, _ id: ProviderID, _ exchange: AdminExchange, _ action: AuditAction
  ) async throws(APIError) -> KeptProvider {
    try await check(addressesOf: body, id, action)
    if services.vault.standing == .unlocked {
      do throws(APIError) {
        return try await keep(body, id, exchange, action, secretsGoTo: .vault)
      } catch {
        // It was locked meanwhile.
        guard error == .vaultLocked else { throw error }
      }
    }
    return try await keep(body, id, exchange, action, secretsGoTo: .memory)
  }

  /// Asks the host about addresses that a body names (H-303).
  private func check(addressesOf body: JSONValue, _ id: ProviderID, _ action: AuditAction) async throws(APIError) {
    guard let checker = services.ports.endpointChecker else { return }
    let former = action == .providerPatch ? services.registrar.current.providers[id] : nil
    for address in try ProviderDraft(body, over: former).namedAddresses {
      guard await checker.accepts(address) else {
        throw .badRequest("base_url not reachable", code: "invalid_value", parameter: "base_url")
      }
    }
  }

  private func keep(
    _ body: JSONValue, _ id: ProviderID, _ exchange: AdminExchange, _ action: AuditAction,
    secretsGoTo place: CredentialStore
  ) async throws(APIError) -> KeptProvider {
    // What a whole record leaves out becomes the default; what a patch leaves out stays.
    let isPatch = action == .providerPatch
    let kept = try await services.registrar.change(
      committing: { (kept, changes) async throws(APIError) in
        try await commit(changes, of: kept, in: place)
      }
    ) { (records) throws(APIError) -> (KeptProvider, [StateChange]) in
      let former = records.providers[id]
      if isPatch, former == nil { throw .notFound("provider not found") }
      let draft = try ProviderDraft(body, over: isPatch ? former : nil)
      var provider = draft.provider(id: id)
      if draft.secret != nil {
        provider.credentialStore = place
        records.keyed.insert(id)
      } else if draft.needsNoSecret {
        records.keyed.remove(id)
      } else if records.keyed.contains(id), let former {
        // The secret stays where it is, also where a whole record does not mention it (H-301).
        provider.credentialStore = former.credentialStore
      }
      records.providers[id] = provider
      if case .become(let addresses) = draft.endpoints { records.endpoints[id] = addresses }
      records.storedProviders.insert(id)
      let kept = KeptProvider(provider: provider, secret: draft.secret, needsNoSecret: draft.needsNoSecret)
      return (kept, [records.document(of: provider), services.audit(action, id.text, of: exchange)])
    }
    services.refreshStandings()
    return kept
  }

  /// Stores changes with the secret that came with them; in memory where the vault is locked or there is none (H-313).
  private func commit(
    _ changes: [StateChange], of kept: KeptProvider, in place: CredentialStore
  ) async throws(APIError) {
    let id = kept.provider.id
    guard let secret = kept.secret else {
      return kept.needsNoSecret
        ? try await commitRemovingSecret(of: id, changes) : try await services.commit(changes)
    }
    guard place == .vault else {
      try await services.commit(changes)
      return services.vault.keepInMemory(secret, for: .provider(id.text))
    }
    do throws(VaultError) {
      try await services.vault.set(
        secret, for: .provider(id.text), now: services.elapsed, alsoCommitting: changes)
    } catch {
      throw error == .locked || error == .disabled ? .vaultLocked : APIError(error)
    }
  }

  /// Stores changes and removes a provider's secret, both or neither.
  private func commitRemovingSecret(of id: ProviderID, _ changes: [StateChange]) async throws(APIError) {
    do throws(VaultError) {
      _ = try await services.vault.remove(.provider(id.text), alsoCommitting: changes)
    } catch {
      throw APIError(error)
    }
  }
}

/// A provider as it was kept.
struct KeptProvider: Sendable {
  /// The provider.
  let provider: Provider
  /// The secret that came with it.
  let secret: SecretText?
  /// Whether a secret that was kept is to go.
  let needsNoSecret: Bool

  /// A response with a warning where the secret will be lost.
  func response(_ members: KeyValuePairs<String, JSONValue>) -> GatewayResponse {
    var object = JSONMembers()
    object["ok"] = true
    for (name, value) in members { object[name] = value }
    if secret != nil, provider.credentialStore == .memory {
      object["cred_store"] = JSONValue(CredentialStore.memory.name)
      object["warning"] = "there is no open vault: the key is kept in memory only and is lost when the gateway ends"
    }
    return .json(object.value)
  }
}

extension GatewayRecords {
  /// A provider as lists show it (H-305); there is no secret in it.
  func listing(of provider: Provider) -> JSONValue {
    var members = JSONMembers(of: provider.record)
    if members["type"] == nil { members["type"] = JSONValue(ProviderType.openAI.name) }
    if members["base_url"] == nil { members["base_url"] = "" }
    if let endpoints = endpoints[provider.id] { members["endpoints"] = JSONValue(endpoints.map { JSONValue($0) }) }
    return members.value
  }
}
