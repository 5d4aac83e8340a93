internal import GatewayState
internal import RoutingCore
internal import RoutingFormats

extension GatewayRecords {
  /// A record that could not be read back, and why; it stays in the store as it is.
  struct Unreadable: Hashable, Sendable {
    let collection: StateCollection
    let key: String
    let problem: String
  }

  /// The key of the document of the operator's defaults.
  static let defaultsKey = "routing-config"

  /// Reads all records over those given at start, which they replace by id.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  mutating func load(from store: any StateStore) async throws(StateStoreFailure) -> [Unreadable] {
    var unreadable: [Unreadable] = []
    for document in try await store.documents(in: .providers) {
      read(document, .providers, &unreadable) { (records, field) throws(FormatError) in
        let provider = try Provider(field)
        records.providers[provider.id] = provider
        records.storedProviders.insert(provider.id)
        records.endpoints[provider.id] = try field.optional("endpoints")?.texts()
      }
    }
    for document in try await store.documents(in: .models) {
      read(document, .models, &unreadable) { (records, field) throws(FormatError) in
        let model = try Model(field)
        records.models[model.id] = model
        records.storedModels.insert(model.id)
      }
    }
    for document in try await store.documents(in: .aliases) {
      read(document, .aliases, &unreadable) { (records, field) throws(FormatError) in
        records.aliases[AliasName(document.key)] = try ModelAlias(field)
      }
    }
    for document in try await store.documents(in: .plans) {
      read(document, .plans, &unreadable) { (records, field) throws(FormatError) in
        records.plans[PlanName(document.key)] = try ModelPlan(field)
      }
    }
    if let document = try await store.document(GatewayRecords.defaultsKey, in: .settings) {
      defaults = RoutingDefaults(document.body)
    }
    return unreadable
  }

  private mutating func read(
    _ document: StateDocument, _ collection: StateCollection, _ unreadable: inout [Unreadable],
    _ body: (inout GatewayRecords, JSONField) throws(FormatError) -> Void
  ) {
    do throws(FormatError) {
      try body(&self, JSONField(document.body))
    } catch {
      unreadable.append(Unreadable(collection: collection, key: document.key, problem: "\(error)"))
    }
  }

  /// What the store keeps of a provider.
  func document(of provider: Provider) -> StateChange {
    var record = provider.record
    if let addresses = endpoints[provider.id], var members = record.members {
      members.append(
        JSONValue.Member(name: "endpoints", value: JSONValue(.array(addresses.map { JSONValue(.string($0)) }))))
      record = JSONValue(.object(members))
    }
    return .put(.providers, key: provider.id.text, body: record)
  }

  /// What the store keeps of a model.
  func document(of model: Model) -> StateChange { .put(.models, key: model.id.text, body: model.record) }
}

extension JSONField {
  /// A list of strings.
  func texts() throws(FormatError) -> [String] {
    try elements().map { (element) throws(FormatError) in try element.string() }
  }
}
