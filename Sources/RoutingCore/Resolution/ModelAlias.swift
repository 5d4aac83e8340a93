/// A name that stands for one of several models, by weight.
public struct ModelAlias: Hashable, Sendable {
  /// The name that clients use.
  public var name: String
  /// The models it may stand for, and their weights.
  public var variants: [Variant]
  /// Whether the name stands for anything; a disabled alias is an unknown name like any other.
  public var isEnabled: Bool
  /// What keeps to one variant.
  public var stickiness: AliasStickiness

  /// Makes an alias; ``problems`` says whether it can be used.
  public init(name: String, variants: [Variant], isEnabled: Bool = true, stickiness: AliasStickiness = .request) {
    self.name = name
    self.variants = variants
    self.isEnabled = isEnabled
    self.stickiness = stickiness
  }

  /// A model and its weight.
  public struct Variant: Hashable, Sendable {
    /// The model's id.
    public var model: ModelID
    /// How often it is meant against the others; at least 1.
    public var weight: Int

    /// Makes a variant.
    public init(model: ModelID, weight: Int) {
      self.model = model
      self.weight = weight
    }
  }

  /// The sum of the weights.
  public var totalWeight: Int { variants.reduce(0) { $0 + $1.weight } }

  /// The highest weight of one variant, so that no sum overflows.
  public static let highestWeight = 1_000_000_000

  /// What keeps the alias from being used, empty where nothing does.
  public var problems: [AliasProblem] {
    var problems: [AliasProblem] = []
    if name.isEmpty { problems.append(.emptyName) }
    if variants.isEmpty { problems.append(.noVariants) }
    var seen: Set<ModelID> = []
    for (place, variant) in variants.enumerated() {
      if variant.model.text.isEmpty { problems.append(.emptyModelID(place: place)) }
      if variant.weight <= 0 || variant.weight > ModelAlias.highestWeight {
        problems.append(.weightOutOfRange(place: place, weight: variant.weight))
      }
      if !variant.model.text.isEmpty, variant.model == ModelID(name) { problems.append(.namesItself(place: place)) }
      if !seen.insert(variant.model).inserted { problems.append(.duplicateModelID(place: place)) }
    }
    return problems
  }

  /// The variant in whose stretch of the summed weights a bucket lies.
  ///
  /// - Complexity: O(v) in the number of variants.
  public func variant(inBucket bucket: Int) -> Variant? {
    var passed = 0
    for variant in variants {
      passed += variant.weight
      if bucket < passed { return variant }
    }
    return variants.last
  }

  /// The bucket of a key: FNV-1a in 32 bits, modulo the sum of the weights.
  public func bucket(forKey key: String) -> Int {
    Int(StableHash.fnv1a32(key)) % max(totalWeight, 1)
  }
}

/// What keeps to one variant of an alias.
public enum AliasStickiness: CaseIterable, Hashable, Sendable {
  /// The request's id, so that a retry of a request meets the same model.
  case request
  /// The API key, so that a client always does; without one, the request's id.
  case apiKey
  /// Nothing: the variants take turns by weight.
  case roundRobin

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .request: "request"
    case .apiKey: "api_key"
    case .roundRobin: "round_robin"
    }
  }

  /// Makes the stickiness with this wire name, the empty one included, or nil where there is none.
  public init?(name: String) {
    if name.isEmpty {
      self = .request
      return
    }
    guard let stickiness = AliasStickiness.allCases.first(where: { $0.name == name }) else { return nil }
    self = stickiness
  }
}

/// Why an alias cannot be used.
public enum AliasProblem: Hashable, Sendable {
  /// It has no name.
  case emptyName
  /// It stands for nothing.
  case noVariants
  /// A variant names no model.
  case emptyModelID(place: Int)
  /// A weight is not between 1 and ``ModelAlias/highestWeight``.
  case weightOutOfRange(place: Int, weight: Int)
  /// A variant is the alias itself.
  case namesItself(place: Int)
  /// Two variants name one model.
  case duplicateModelID(place: Int)
}

extension AliasProblem: CustomStringConvertible {
  /// The problem in words, with the field it is about.
  public var description: String {
    switch self {
    case .emptyName: "name is empty"
    case .noVariants: "variants is empty"
    case .emptyModelID(let place): "variants[\(place)].model_id is empty"
    case .weightOutOfRange(let place, let weight):
      "variants[\(place)].weight \(weight) lies outside 1...\(ModelAlias.highestWeight)"
    case .namesItself(let place): "variants[\(place)].model_id is the alias itself"
    case .duplicateModelID(let place): "variants[\(place)].model_id stands twice"
    }
  }
}
