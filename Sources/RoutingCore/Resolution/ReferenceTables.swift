/// One table for each form of reference, and the sets of models that they lead to.
struct ReferenceTables: Sendable {
  private(set) var sets: [CandidateSet] = []
  /// Every logical name, with the set of the models that bear it.
  private(set) var names: [ReferenceName: Int] = [:]
  private var aliases: [ReferenceName: Int] = [:]
  private var ids: [ReferenceName: Int] = [:]
  private var plans: [ReferenceName: Int] = [:]
  /// Names and ids at a provider, by ``key(_:_:)``.
  private var atProvider: [ReferenceName: Int] = [:]
  private var suffixes: [ReferenceName: Int] = [:]
  /// Ids and vendors of all providers, lower-cased.
  private let prefixes: Set<ReferenceName>
  /// How far into a text a provider's name can reach, whatever its case; no hint, however long, is searched beyond.
  private let longestPrefix: Int

  init(_ registry: ModelRegistry, _ directory: ModelDirectory) {
    prefixes = Set(
      registry.providers.flatMap { [$0.id.text.lowercased(), $0.vendor ?? ""] }
        .filter { !$0.isEmpty }.map { ReferenceName($0) })
    // Models may name providers that are not registered. A letter in another case takes at most three times the bytes.
    let providerNames = prefixes.map(\.text) + registry.models.map(\.provider.text)
    longestPrefix = 3 * (providerNames.map(\.utf8.count).max() ?? 0) + 1
    for (place, alias) in directory.aliases.enumerated() where alias.isEnabled {
      aliases[ReferenceName(alias.name)] = place
    }
    for model in registry.modelHandles { ids[ReferenceName(registry[model].id.text)] = model.index }
    names = add(registry, order: .score) { [registry[$0].name] }
    atProvider = add(registry, order: .score) { model in
      ReferenceTables.prefixes(of: model, registry).flatMap { prefix in
        [registry[model].name, registry[model].id.text].map { ReferenceTables.key(prefix[...], $0[...]) }
      }
    }
    suffixes = add(registry, order: .list) { ReferenceTables.suffixes(of: registry[$0].id.text) }
    for plan in directory.plans where plan.isEnabled {
      let members = ReferenceTables.unique(plan.members.flatMap { self.members(of: $0) })
      if !members.isEmpty { plans[ReferenceName(plan.name)] = add(CandidateSet(members, mode: plan.mode)) }
    }
  }

  /// Everything a text can be taken for, in the order of precedence.
  func interpretations(of text: String) -> [ReferenceIndex.Entry] {
    let name = ReferenceName(text)
    var found: [ReferenceIndex.Entry] = []
    func add(_ kind: ReferenceKind, _ place: Int?) {
      if let place { found.append(ReferenceIndex.Entry(kind: kind, place: place)) }
    }
    add(.alias, aliases[name])
    add(.exactID, ids[name])
    add(.plan, plans[name])
    add(.bareName, names[name])
    add(.nameAtProvider, setAtProvider(text))
    add(.suffix, suffixes[name])
    if found.isEmpty { add(.suffix, setBehindUnknownPrefix(text)) }
    return found
  }

  /// The models of an interpretation in id order; nil for an alias, which stands for one of several by chance.
  func models(of entry: ReferenceIndex.Entry) -> [ModelHandle]? {
    switch entry.kind {
    case .alias: nil
    case .exactID: [ModelHandle(index: entry.place)]
    default: sets[entry.place].byID.map(\.model)
    }
  }

  /// The texts that callers are likely to write.
  func likelyTexts(_ registry: ModelRegistry) -> [String] {
    let plain = [aliases, ids, plans, names, suffixes].flatMap { $0.keys.map(\.text) }
    let atProvider = registry.modelHandles.flatMap { model in
      ReferenceTables.prefixes(of: model, registry).map { $0 + "/" + registry[model].name }
    }
    return plain + atProvider
  }

  /// The pool of `*`: live members by exact id, then by the smallest id that ends so; nil where none is live.
  mutating func addWildcard(_ pool: [String], _ registry: ModelRegistry) -> Int? {
    let members = pool.compactMap { member -> ModelHandle? in
      if let index = ids[ReferenceName(member)] { return ModelHandle(index: index) }
      return suffixes[ReferenceName(member)].flatMap { sets[$0].models.first }
    }
    let live = members.filter { model in
      registry[model].isEnabled && registry.provider(of: model).map { registry[$0].isEnabled } ?? false
    }
    return live.isEmpty ? nil : add(CandidateSet(ReferenceTables.unique(live), order: .list))
  }

  /// What a plan's member names: an id, a bare name, or a name at a provider.
  private func members(of reference: String) -> [ModelHandle] {
    if let index = ids[ReferenceName(reference)] { return [ModelHandle(index: index)] }
    return (names[ReferenceName(reference)] ?? setAtProvider(reference)).map { sets[$0].models } ?? []
  }

  /// A name or an id behind a provider, whatever the provider's case.
  ///
  /// Names hold slashes, and so may a provider's id; the shortest provider that has such a model counts.
  private func setAtProvider(_ text: String) -> Int? {
    for slash in text.utf8.prefix(longestPrefix).indices where text.utf8[slash] == UInt8(ascii: "/") {
      let rest = text[text.utf8.index(after: slash)...]
      if let place = atProvider[ReferenceName(ReferenceTables.key(text[..<slash], rest))] { return place }
    }
    return nil
  }

  /// A name behind a prefix that is no provider; a known one says where, and there is nothing there.
  private func setBehindUnknownPrefix(_ text: String) -> Int? {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
      !prefixes.contains(ReferenceName(text[..<slash].lowercased()))
    else { return nil }
    return names[ReferenceName(String(text[text.utf8.index(after: slash)...]))]
  }

  /// Adds the models under each of their keys, in id order.
  private mutating func add(
    _ registry: ModelRegistry, order: CandidateOrder, _ keys: (ModelHandle) -> [String]
  ) -> [ReferenceName: Int] {
    var groups: [ReferenceName: [ModelHandle]] = [:]
    for model in registry.modelHandles {
      for key in keys(model) where groups[ReferenceName(key)]?.last != model {
        groups[ReferenceName(key), default: []].append(model)
      }
    }
    var places: [ReferenceName: Int] = [:]
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      places[name] = add(CandidateSet(group, order: order))
    }
    return places
  }

  private mutating func add(_ set: CandidateSet) -> Int {
    sets.append(set)
    return sets.count - 1
  }

  /// The key of a name at a provider; no id and no name holds a zero byte in its midst by accident.
  private static func key(_ prefix: Substring, _ rest: Substring) -> String {
    prefix.lowercased() + "\u{0}" + rest
  }

  /// The provider's id and vendor, lower-cased.
  private static func prefixes(of model: ModelHandle, _ registry: ModelRegistry) -> [String] {
    let vendor = registry.provider(of: model).flatMap { registry[$0].vendor } ?? ""
    return unique([registry[model].provider.text.lowercased(), vendor]).filter { !$0.isEmpty }
  }

  /// What follows each slash of an id.
  private static func suffixes(of id: String) -> [String] {
    id.utf8.indices.filter { id.utf8[$0] == UInt8(ascii: "/") }
      .map { String(id[id.utf8.index(after: $0)...]) }.filter { !$0.isEmpty }
  }

  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}
