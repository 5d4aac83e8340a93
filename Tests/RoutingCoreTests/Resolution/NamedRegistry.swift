import RoutingCore

/// A registry with names over it, which tells in ids what a hint means.
struct NamedRegistry {
  let resolver: ReferenceResolver

  /// Providers that models name are registered unless others are given.
  init(
    _ models: [Model], providers: [Provider]? = nil, directory: ModelDirectory = ModelDirectory(wildcardPool: [])
  ) throws {
    resolver = try ReferenceResolver(
      try ModelRegistry(
        models: models, providers: providers ?? Set(models.map(\.provider)).sorted().map { Provider(id: $0) }),
      directory)
  }

  /// What a hint stands for.
  enum Meaning: Hashable {
    case none
    case unknown
    case models(ReferenceKind, [ModelID])
  }

  func resolution(
    of hint: String?, isStrict: Bool = false, id: String = "r1", apiKey: String? = nil, turns: inout ReferenceTurns,
    seed: UInt64 = 0
  ) -> Resolution {
    let request = RoutingRequest(
      id: id, apiKey: apiKey, inputTokens: 100, hint: hint.map { ModelReference($0, isStrict: isStrict) })
    return resolver.resolve(request, turns: &turns, seed: seed)
  }

  func resolution(
    of hint: String?, isStrict: Bool = false, id: String = "r1", apiKey: String? = nil, seed: UInt64 = 0
  ) -> Resolution {
    var turns = ReferenceTurns()
    return resolution(of: hint, isStrict: isStrict, id: id, apiKey: apiKey, turns: &turns, seed: seed)
  }

  func meaning(of hint: String?, isStrict: Bool = false) -> Meaning {
    meaning(resolution(of: hint, isStrict: isStrict))
  }

  func meaning(_ resolution: Resolution) -> Meaning {
    switch resolution {
    case .none: .none
    case .unknown: .unknown
    case .models(let found): .models(found.kind, ids(found))
    }
  }

  func ids(_ found: ResolvedModels) -> [ModelID] { found.models.map { resolver.registry[$0].id } }

  /// The models of a resolution, empty where there are none.
  func ids(_ resolution: Resolution) -> [ModelID] { resolution.found.map { ids($0) } ?? [] }
}

extension Resolution {
  /// The models with all that is known of them, or nil where there are none.
  var found: ResolvedModels? {
    switch self {
    case .models(let found): found
    case .none, .unknown: nil
    }
  }
}

extension ModelAlias {
  /// An alias whose variants are listed with their weights.
  static func fixture(
    _ name: String, _ variants: KeyValuePairs<ModelID, Int>, isEnabled: Bool = true,
    stickiness: AliasStickiness = .request
  ) -> ModelAlias {
    ModelAlias(
      name: name, variants: variants.map { Variant(model: $0.key, weight: $0.value) }, isEnabled: isEnabled,
      stickiness: stickiness)
  }
}
