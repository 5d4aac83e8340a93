import RoutingCore

/// What a request's hint stands for.
struct PlainReference {
  /// In the order of the reference.
  var models: [ModelID] = []
  var kind: ReferenceKind?
  var alternatives: [ReferenceKind] = []
  var mode: RoutingMode?
  var propensity = 1.0
  /// Whether nothing else may serve.
  var isConfined = false
  /// Whether the places in the list decide.
  var isList = false
  /// Whether the first was named itself, and the others only share its name.
  var isPinned = false
  var aliasFrom: String?
  /// What became of the hint where nothing it names may serve.
  var missed = HintStatus.absent
}

extension ReferenceRouter {
  ///
  func resolve(_ request: RoutingRequest, turn: Int, seed: UInt64) -> PlainReference {
    guard let hint = request.hint, !hint.text.isEmpty else { return PlainReference() }
    var found: [(kind: ReferenceKind, models: [ModelID])] = []
    let alias = directory.aliases.first { $0.isEnabled && same($0.name, hint.text) }
    if alias != nil { found.append((.alias, [])) }
    if ids.contains(ModelID(hint.text)) { found.append((.exactID, [ModelID(hint.text)])) }
    let plan = directory.plans.first { $0.isEnabled && same($0.name, hint.text) }
    let planned = plan.map { unique($0.members.flatMap(member)) } ?? []
    if !planned.isEmpty { found.append((.plan, planned)) }
    let bare = named(hint.text)
    if !bare.isEmpty { found.append((.bareName, bare)) }
    let atProvider = atProvider(hint.text)
    if !atProvider.isEmpty { found.append((.nameAtProvider, atProvider)) }
    let suffixed = models.map(\.id).filter { $0.text.utf8.count > hint.text.utf8.count + 1 || ends($0, hint.text) }
      .filter { ends($0, hint.text) }
    if !suffixed.isEmpty { found.append((.suffix, suffixed)) }
    if let first = found.first {
      return reference(first.kind, first.models, alias, plan, found, hint, request, turn, seed)
    }
    if let rest = behindUnknownPrefix(hint.text) {
      return PlainReference(
        models: rest, kind: .suffix, isConfined: hint.isStrict, missed: .ineligible)
    }
    if hint.text == "*" { return wildcard(turn) }
    return PlainReference(isConfined: hint.isStrict, missed: .unknown)
  }

  private func reference(
    _ kind: ReferenceKind, _ named: [ModelID], _ alias: ModelAlias?, _ plan: ModelPlan?,
    _ found: [(kind: ReferenceKind, models: [ModelID])], _ hint: ModelReference, _ request: RoutingRequest, _ turn: Int,
    _ seed: UInt64
  ) -> PlainReference {
    var result = PlainReference(models: named, kind: kind, isConfined: hint.isStrict, missed: .ineligible)
    result.alternatives = found.dropFirst().filter { other in
      kind == .alias || Set(other.models) != Set(named)
    }.map(\.kind)
    if kind == .alias, let alias {
      let (variant, chance) = pick(alias, request, turn, seed)
      result.models = ids.contains(variant.model) ? [variant.model] : []
      result.propensity = chance
      result.aliasFrom = hint.text
      if result.models.isEmpty { result.missed = .unknown }
    }
    if kind == .plan { result.mode = plan?.mode }
    if kind == .suffix { result.isList = true }
    if kind == .alias || kind == .exactID {
      result.isPinned = true
      // with a strict hint the same logical name elsewhere counts too.
      if hint.isStrict, let first = result.models.first, let model = models.first(where: { $0.id == first }) {
        result.models += models.filter { same($0.name, model.name) && $0.id != first }.map(\.id)
      }
    }
    return result
  }

  ///
  private func pick(
    _ alias: ModelAlias, _ request: RoutingRequest, _ turn: Int, _ seed: UInt64
  ) -> (ModelAlias.Variant, Double) {
    let total = alias.variants.map(\.weight).reduce(0, +)
    var key = request.id
    if alias.stickiness == .apiKey, let apiKey = request.apiKey, !apiKey.isEmpty { key = apiKey }
    let bucket: Int
    if alias.stickiness == .roundRobin {
      bucket = turn % total
    } else if key.isEmpty {
      bucket = Int(DrawKey(seed: seed, requestID: "").unit(.alias) * Double(total))
    } else {
      var hash: UInt32 = 0x811c_9dc5
      for byte in key.utf8 {
        hash ^= UInt32(byte)
        hash = hash &* 0x0100_0193
      }
      bucket = Int(hash) % total
    }
    var cumulative = 0
    let chosen = alias.variants.first { variant in
      cumulative += variant.weight
      return cumulative > bucket
    }
    let variant = chosen ?? alias.variants[alias.variants.count - 1]
    return (variant, alias.stickiness == .roundRobin ? 1 : Double(variant.weight) / Double(total))
  }

  /// each member by.
  private func member(_ text: String) -> [ModelID] {
    if ids.contains(ModelID(text)) { return [ModelID(text)] }
    let bare = named(text)
    return bare.isEmpty ? atProvider(text) : bare
  }

  private func named(_ text: String) -> [ModelID] { models.filter { same($0.name, text) }.map(\.id) }

  /// a prefix that is a provider's id or vendor in any case, and a name or an id of one of its models.
  private func atProvider(_ text: String) -> [ModelID] {
    // Names hold slashes, and so may a provider's id: the shortest that works counts.
    for slash in text.utf8.indices where text.utf8[slash] == UInt8(ascii: "/") {
      let (prefix, rest) = split(text, at: slash)
      let found = models.filter { model in
        let names = [model.provider.text, providers[model.provider]?.vendor ?? ""]
        return names.contains { !$0.isEmpty && same($0.lowercased(), prefix.lowercased()) }
          && (same(model.name, rest) || same(model.id.text, rest))
      }
      if !found.isEmpty { return found.map(\.id) }
    }
    return []
  }

  private func behindUnknownPrefix(_ text: String) -> [ModelID]? {
    guard let (prefix, rest) = split(text) else { return nil }
    let known = providers.values.contains { provider in
      [provider.id.text, provider.vendor ?? ""].contains {
        !$0.isEmpty && same($0.lowercased(), prefix.lowercased())
      }
    }
    let models = known ? [] : named(rest)
    return models.isEmpty ? nil : models
  }

  ///
  private func wildcard(_ turn: Int) -> PlainReference {
    let members = directory.wildcardPool.compactMap { text -> ModelID? in
      ids.contains(ModelID(text)) ? ModelID(text) : models.map(\.id).first { ends($0, text) }
    }
    let live = unique(members).filter { id in
      models.contains { $0.id == id && $0.isEnabled && providers[$0.provider]?.isEnabled == true }
    }
    if live.isEmpty { return PlainReference() }
    let start = turn % live.count
    return PlainReference(
      models: Array(live[start...] + live[..<start]), kind: .wildcard, isConfined: true, isList: true, aliasFrom: "*",
      missed: .ineligible)
  }

  private func same(_ a: String, _ b: String) -> Bool { Array(a.utf8) == Array(b.utf8) }

  private func ends(_ id: ModelID, _ suffix: String) -> Bool {
    !suffix.isEmpty && Array(id.text.utf8).suffix(suffix.utf8.count + 1) == Array(("/" + suffix).utf8)[...]
  }

  private func split(_ text: String) -> (String, String)? {
    text.utf8.firstIndex(of: UInt8(ascii: "/")).map { split(text, at: $0) }
  }

  private func split(_ text: String, at slash: String.Index) -> (String, String) {
    (String(text[..<slash]), String(text[text.utf8.index(after: slash)...]))
  }

  private func unique(_ ids: [ModelID]) -> [ModelID] {
    ids.enumerated().filter { place, id in !ids[..<place].contains(id) }.map(\.element)
  }
}
