/// Every name that a registry and a directory know, each with what it stands for, so that a look-up is one hash.
///
/// The forms of name finitely many strings: ids, aliases, plans, names, names behind every provider and
/// vendor, and ends of ids. All are entered in the order of precedence; the first entry of a string counts and later ones
/// are what else it could have meant. Only an unknown prefix, a prefix in capitals and `*` are worked out on asking.
final class ReferenceIndex: Sendable {
  let aliases: [ModelAlias]
  let sets: [CandidateSet]
  private let entries: [ReferenceName: Entry]
  private let names: [ReferenceName: Int]
  /// Ids and vendors of all providers, lower-cased.
  private let prefixes: Set<ReferenceName>
  private let wildcard: Int?
  /// For each model, the set of all that share its name.
  private let nameSets: [Int]

  /// What one string stands for.
  struct Entry: Sendable {
    let kind: ReferenceKind
    /// The place among the aliases, of the model in the registry, or among the sets, by kind.
    let place: Int
    /// One bit for each kind it could also have been.
    var alternatives: UInt8 = 0
  }

  /// - Complexity: O(n) in the number of models and names, times their lengths.
  init(_ registry: ModelRegistry, _ directory: ModelDirectory) {
    var builder = Builder(registry, directory)
    builder.build()
    aliases = directory.aliases
    sets = builder.sets
    entries = builder.entries
    names = builder.names
    prefixes = Set(
      registry.providers.flatMap { [$0.id.text.lowercased(), $0.vendor ?? ""] }
        .filter { !$0.isEmpty }.map { ReferenceName($0) })
    wildcard = builder.wildcard
    nameSets = registry.models.map { builder.names[ReferenceName($0.name)] ?? 0 }
  }

  /// The models that share the name of one, itself included, in id order.
  func namesakes(of model: Int) -> CandidateSet { sets[nameSets[model]] }

  /// What a text stands for; `*` is not looked up here (``wildcardSet``).
  func entry(of text: String) -> Entry? {
    let entry = entries[ReferenceName(text)]
    if let entry, entry.kind != .suffix { return entry }
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return entry }
    let rest = String(text[text.utf8.index(after: slash)...])
    // A provider's name counts whatever its case.
    let prefix = text[..<slash].lowercased()
    if let entry = entries[ReferenceName(prefix + "/" + rest)], entry.kind == .nameAtProvider { return entry }
    if let entry { return entry }
    // An unknown prefix is dropped; a known one says where, and there is nothing there.
    guard !prefixes.contains(ReferenceName(prefix)) else { return nil }
    return names[ReferenceName(rest)].map { Entry(kind: .suffix, place: $0) }
  }

  /// The pool behind `*`, or nil where none of its members is live.
  var wildcardSet: Int? { wildcard }
}

/// Some models and how one of them is chosen.
struct CandidateSet: Sendable {
  /// In the order of the reference.
  let models: [ModelHandle]
  /// The same in id order, each with its place in the list; draws visit them so.
  let byID: [PlacedModel]
  let order: CandidateOrder
  let mode: RoutingMode?

  struct PlacedModel: Sendable {
    let model: ModelHandle
    let place: Int
  }

  init(_ models: [ModelHandle], order: CandidateOrder = .score, mode: RoutingMode? = nil) {
    self.models = models
    byID = models.enumerated().map { PlacedModel(model: $1, place: $0) }.sorted { $0.model < $1.model }
    self.order = order
    self.mode = mode
  }
}

/// Enters all names in the order of precedence.
private struct Builder {
  let registry: ModelRegistry
  let directory: ModelDirectory
  var entries: [ReferenceName: ReferenceIndex.Entry] = [:]
  var names: [ReferenceName: Int] = [:]
  var sets: [CandidateSet] = []
  var wildcard: Int?

  init(_ registry: ModelRegistry, _ directory: ModelDirectory) {
    self.registry = registry
    self.directory = directory
  }

  mutating func build() {
    for (place, alias) in directory.aliases.enumerated() where alias.isEnabled {
      enter(alias.name, .alias, place)
    }
    for model in registry.modelHandles { enter(registry[model].id.text, .exactID, model.index) }

    let byName = grouped { [registry[$0].name] }
    let namesAtProvider = grouped { model in
      prefixes(of: model).flatMap { prefix in
        registry[model].name == registry[model].id.text
          ? [prefix + "/" + registry[model].name]
          : [prefix + "/" + registry[model].name, prefix + "/" + registry[model].id.text]
      }
    }
    for (name, group) in Builder.sorted(byName) { names[name] = add(CandidateSet(group)) }
    for plan in directory.plans where plan.isEnabled {
      let members = plan.members.flatMap { self.members(of: $0, byName, namesAtProvider) }
      guard !members.isEmpty else { continue }
      enter(plan.name, .plan, add(CandidateSet(Builder.unique(members), mode: plan.mode)))
    }
    for (name, _) in Builder.sorted(byName) {
      if let place = names[name] { enter(name.text, .bareName, place) }
    }
    for (name, group) in Builder.sorted(namesAtProvider) {
      enter(name.text, .nameAtProvider, add(CandidateSet(group)))
    }
    let suffixes = grouped { Builder.suffixes(of: registry[$0].id.text) }
    for (suffix, group) in Builder.sorted(suffixes) {
      enter(suffix.text, .suffix, add(CandidateSet(group, order: .list)))
    }
    buildWildcard(suffixes)
  }

  /// The first entry of a string counts; a later one that stands for something else makes it ambiguous.
  private mutating func enter(_ text: String, _ kind: ReferenceKind, _ place: Int) {
    let name = ReferenceName(text)
    guard var entry = entries[name] else {
      entries[name] = ReferenceIndex.Entry(kind: kind, place: place)
      return
    }
    guard models(of: entry.kind, entry.place) != models(of: kind, place) else { return }
    entry.alternatives |= 1 << kind.rawValue
    entries[name] = entry
  }

  private func models(of kind: ReferenceKind, _ place: Int) -> [ModelHandle]? {
    switch kind {
    case .alias: nil
    case .exactID: [ModelHandle(index: place)]
    default: sets[place].models.sorted()
    }
  }

  private mutating func add(_ set: CandidateSet) -> Int {
    sets.append(set)
    return sets.count - 1
  }

  /// The models under each of their keys, in id order.
  private func grouped(_ keys: (ModelHandle) -> [String]) -> [ReferenceName: [ModelHandle]] {
    var groups: [ReferenceName: [ModelHandle]] = [:]
    for model in registry.modelHandles {
      for key in keys(model) where groups[ReferenceName(key)]?.last != model {
        groups[ReferenceName(key), default: []].append(model)
      }
    }
    return groups
  }

  /// The provider's id and vendor, lower-cased; its id also as it is written.
  private func prefixes(of model: ModelHandle) -> [String] {
    let id = registry[model].provider.text
    let vendor = registry.provider(of: model).flatMap { registry[$0].vendor }
    return Builder.unique([id, id.lowercased()] + (vendor.map { [$0] } ?? []))
  }

  /// What a plan's member names: an id, a bare name, or a name at a provider.
  private func members(
    of reference: String, _ byName: [ReferenceName: [ModelHandle]], _ atProvider: [ReferenceName: [ModelHandle]]
  ) -> [ModelHandle] {
    if let model = registry.handle(ofModel: ModelID(reference)) { return [model] }
    if let group = byName[ReferenceName(reference)] { return group }
    if let group = atProvider[ReferenceName(reference)] { return group }
    guard let slash = reference.utf8.firstIndex(of: UInt8(ascii: "/")) else { return [] }
    return atProvider[ReferenceName(reference[..<slash].lowercased() + reference[slash...])] ?? []
  }

  /// Live members by exact id, then by the smallest id that ends so.
  private mutating func buildWildcard(_ suffixes: [ReferenceName: [ModelHandle]]) {
    let members = directory.wildcardPool.compactMap { member in
      registry.handle(ofModel: ModelID(member)) ?? suffixes[ReferenceName(member)]?.first
    }
    let live = members.filter { model in
      registry[model].isEnabled && registry.provider(of: model).map { registry[$0].isEnabled } ?? false
    }
    if !live.isEmpty { wildcard = add(CandidateSet(Builder.unique(live), order: .list)) }
  }

  /// What follows each slash of an id.
  private static func suffixes(of id: String) -> [String] {
    id.utf8.indices.filter { id.utf8[$0] == UInt8(ascii: "/") }
      .map { String(id[id.utf8.index(after: $0)...]) }.filter { !$0.isEmpty }
  }

  private static func sorted<Value>(_ groups: [ReferenceName: Value]) -> [(key: ReferenceName, value: Value)] {
    groups.sorted { $0.key < $1.key }
  }

  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}
