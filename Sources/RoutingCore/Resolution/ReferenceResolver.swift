/// Turns references into models: one total function, which reads nothing but its arguments.
public struct ReferenceResolver: Sendable {
  /// The registry that handles refer to.
  public let registry: ModelRegistry
  /// The names beside model ids.
  public let directory: ModelDirectory
  let index: ReferenceIndex

  /// Makes a resolver.
  ///
  /// - Throws: ``InvalidDirectory`` naming everything that keeps these names from being used together.
  /// - Complexity: O(n) in the number of models and names, times their lengths.
  public init(_ registry: ModelRegistry, _ directory: ModelDirectory = ModelDirectory()) throws(InvalidDirectory) {
    let problems = directory.problems(over: registry)
    guard problems.isEmpty else { throw InvalidDirectory(problems: problems) }
    self.init(registry, checked: directory)
  }

  init(_ registry: ModelRegistry, checked directory: ModelDirectory) {
    self.registry = registry
    self.directory = directory
    index = ReferenceIndex(registry, directory)
  }

  /// The names of the directory that stand for nothing in this registry.
  ///
  /// They do no harm: such an alias is an unknown name, such a member is left out. But a file that holds them is most
  /// likely wrong.
  public var danglingNames: [DirectoryProblem] {
    let variants = directory.aliases.flatMap { alias in
      alias.variants.filter { registry.handle(ofModel: $0.model) == nil }.map { variant in
        DirectoryProblem.unknownVariant(alias: alias.name, variant.model)
      }
    }
    let members = directory.plans.flatMap { plan in
      plan.danglingMembers(in: registry).map { DirectoryProblem.unknownMember(plan: plan.name, $0) }
    }
    return variants + members
  }

  /// What the hint of a request stands for.
  ///
  /// Aliases and `*` that take turns read `turns` and move it on by one; a simulation passes a copy. Everything
  /// else follows from the request and the seed.
  public func resolve(_ request: RoutingRequest, turns: inout ReferenceTurns, seed: UInt64) -> Resolution {
    switch target(of: request, turns: &turns, seed: seed) {
    case .absent: .none
    case .unknown: .unknown
    case .found(let target): .models(resolved(target, request))
    }
  }

  /// The same as numbers alone, made without allocating for all but the rarest forms.
  func target(of request: RoutingRequest, turns: inout ReferenceTurns, seed: UInt64) -> ReferenceTarget.Search {
    guard let hint = request.hint else { return .absent }
    return target(of: prepare(hint), for: request, turns: &turns, seed: seed)
  }

  /// Looks a reference up, so that later requests need not.
  package func prepare(_ reference: ModelReference) -> PreparedReference {
    PreparedReference(meaning: meaning(of: reference.text), isStrict: reference.isStrict)
  }

  private func meaning(of text: String) -> PreparedReference.Meaning {
    guard !text.isEmpty else { return .absent }
    if let entry = index.entry(of: text) { return .entry(entry.kind, place: entry.place) }
    guard text == "*" else { return .unknown }
    return index.wildcardSet.map { .wildcard(set: $0) } ?? .absent
  }

  /// What a reference that was looked up stands for in one request.
  func target(
    of reference: PreparedReference, for request: borrowing RoutingRequest, turns: inout ReferenceTurns, seed: UInt64
  ) -> ReferenceTarget.Search {
    switch reference.meaning {
    case .absent: return .absent
    case .unknown: return .unknown
    case .wildcard(let pool):
      return .found(
        ReferenceTarget(
          kind: .wildcard, place: pool,
          rotation: turns.next(ReferenceTurns.wildcard, of: index.sets[pool].models.count),
          isStrict: true))
    case .entry(.alias, let place):
      return .found(pick(place, for: request, isStrict: reference.isStrict, turns: &turns, seed: seed))
    case .entry(let kind, let place):
      return .found(ReferenceTarget(kind: kind, place: place, isStrict: reference.isStrict))
    }
  }

  private func pick(
    _ place: Int, for request: borrowing RoutingRequest, isStrict: Bool, turns: inout ReferenceTurns, seed: UInt64
  ) -> ReferenceTarget {
    let alias = index.aliases[place]
    let total = alias.totalWeight
    let bucket: Int
    switch alias.stickiness {
    case .roundRobin: bucket = turns.next(place, of: total)
    case .request, .apiKey:
      let apiKey = alias.stickiness == .apiKey ? request.apiKey ?? "" : ""
      let key = apiKey.isEmpty ? request.id : apiKey
      // Without any key the pick is uniform; a request without an id has none to draw by but the seed.
      bucket =
        key.isEmpty
        ? min(Int(DrawKey(seed: seed, requestID: "").unit(.alias) * Double(total)), total - 1)
        : alias.bucket(forKey: key)
    }
    let variant = alias.variant(inBucket: bucket)
    return ReferenceTarget(
      kind: .alias, place: variant.flatMap { registry.handle(ofModel: $0.model)?.index } ?? -1,
      rotation: place, isStrict: isStrict)
  }

  private func resolved(_ target: ReferenceTarget, _ request: RoutingRequest) -> ResolvedModels {
    ResolvedModels(
      kind: target.kind, alternatives: alternatives(to: request.hint), models: models(of: target),
      order: target.isSingle ? .list : index.sets[Int(target.place)].order, mode: mode(of: target),
      aliasFrom: target.isReplaced ? request.hint?.text : nil, propensity: propensity(of: target),
      isConfined: target.kind == .wildcard)
  }

  /// What else a hint could have been taken for, with another result.
  func alternatives(to hint: ModelReference?) -> [ReferenceKind] {
    hint.map { index.alternatives(to: $0.text) } ?? []
  }

  /// The chance of an alias's pick; 1 where nothing was drawn.
  func propensity(of target: ReferenceTarget) -> Double {
    guard target.kind == .alias, target.place >= 0 else { return 1 }
    let alias = index.aliases[Int(target.rotation)]
    guard alias.stickiness != .roundRobin else { return 1 }
    let id = registry[ModelHandle(index: Int(target.place))].id
    let weight = alias.variants.first { $0.model == id }?.weight ?? alias.totalWeight
    return Double(weight) / Double(alias.totalWeight)
  }

  /// The models of a target in its order; those of a strict id or alias include the same name elsewhere.
  func models(of target: ReferenceTarget) -> [ModelHandle] {
    guard target.isSingle else {
      let models = index.sets[Int(target.place)].models
      return Array(models[Int(target.rotation)...] + models[..<Int(target.rotation)])
    }
    guard target.place >= 0 else { return [] }
    let model = ModelHandle(index: Int(target.place))
    guard target.isStrict else { return [model] }
    return [model] + index.namesakes(of: model.index).models.filter { $0 != model }
  }

  /// The mode of a plan.
  func mode(of target: ReferenceTarget) -> RoutingMode? {
    target.kind == .plan ? index.sets[Int(target.place)].mode : nil
  }
}

/// What a reference stands for, as numbers: free to copy, and small, because every request of a batch carries one.
struct ReferenceTarget: Hashable, Sendable {
  let kind: ReferenceKind
  /// Whether nothing else may serve.
  let isStrict: Bool
  /// The model for an id or an alias, -1 where that is not registered; else the set.
  let place: Int32
  /// How far the set's order is turned, or the place of the alias.
  let rotation: Int32

  init(kind: ReferenceKind, place: Int, rotation: Int = 0, isStrict: Bool) {
    self.kind = kind
    self.isStrict = isStrict
    self.place = Int32(truncatingIfNeeded: place)
    self.rotation = Int32(truncatingIfNeeded: rotation)
  }

  /// Whether it stands for one model.
  var isSingle: Bool { kind == .exactID || kind == .alias }

  /// Whether other names stand in its place.
  var isReplaced: Bool { kind == .alias || kind == .wildcard }

  /// What a search for a reference gives.
  enum Search: Hashable, Sendable {
    case absent
    case unknown
    case found(ReferenceTarget)
  }
}

/// Whose turn it is among the variants of round-robin aliases and the members of `*`.
///
/// The counters belong to one directory: start afresh when an alias is replaced or deleted.
public struct ReferenceTurns: Hashable, Sendable {
  private var counts: [Int] = []
  private var wildcardCount = 0

  /// Where `*` counts.
  static let wildcard = -1

  /// Makes counters that begin with the first variant of everything.
  public init() {}

  /// Makes counters that have all moved on by `turn`.
  public init(startingAt turn: Int, for directory: ModelDirectory) {
    counts = Array(repeating: max(turn, 0), count: directory.aliases.count)
    wildcardCount = max(turn, 0)
  }

  /// The turn of one counter among `total`, after which it moves on.
  mutating func next(_ place: Int, of total: Int) -> Int {
    if place == ReferenceTurns.wildcard {
      defer { wildcardCount = ReferenceTurns.following(wildcardCount) }
      return wildcardCount % max(total, 1)
    }
    while counts.count <= place { counts.append(0) }
    defer { counts[place] = ReferenceTurns.following(counts[place]) }
    return counts[place] % max(total, 1)
  }

  private static func following(_ count: Int) -> Int { count == .max ? 0 : count + 1 }
}
