/// Every name that a registry and a directory know, each with what it stands for, so that a look-up is one hash.
///
/// Aliases, ids, plans and bare names are entered in the order of precedence; the first entry of a text counts.
/// What stands behind those (a name at a provider, the end of an id, an unknown prefix) is worked out on asking, and
/// entered beforehand for the texts that callers are likely to write.
final class ReferenceIndex: Sendable {
  let aliases: [ModelAlias]
  let sets: [CandidateSet]
  private let entries: [ReferenceName: Entry]
  private let tables: ReferenceTables
  /// The pool behind `*`, or nil where none of its members is live.
  let wildcardSet: Int?
  /// For each model, the set of all that share its name.
  private let nameSets: [Int]

  /// What one text stands for.
  struct Entry: Sendable {
    let kind: ReferenceKind
    /// The place among the aliases, of the model in the registry, or among the sets, by kind.
    let place: Int
  }

  /// - Complexity: O(n) in the number of models and names, times their lengths.
  init(_ registry: ModelRegistry, _ directory: ModelDirectory) {
    var tables = ReferenceTables(registry, directory)
    wildcardSet = tables.addWildcard(directory.wildcardPool, registry)
    var entries: [ReferenceName: Entry] = [:]
    for text in tables.likelyTexts(registry) { entries[ReferenceName(text)] = tables.interpretations(of: text).first }
    aliases = directory.aliases
    sets = tables.sets
    self.entries = entries
    nameSets = registry.models.map { tables.names[ReferenceName($0.name)] ?? 0 }
    self.tables = tables
  }

  /// The models that share the name of one, itself included, in id order.
  func namesakes(of model: Int) -> CandidateSet { sets[nameSets[model]] }

  /// What a text stands for; `*` is not looked up here (``wildcardSet``).
  func entry(of text: String) -> Entry? {
    entries[ReferenceName(text)] ?? tables.interpretations(of: text).first
  }

  /// What else a text could have been taken for, with another result.
  func alternatives(to text: String) -> [ReferenceKind] {
    let all = tables.interpretations(of: text)
    guard let first = all.first else { return [] }
    return all.dropFirst().filter { tables.models(of: $0) != tables.models(of: first) }.map(\.kind)
  }
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
