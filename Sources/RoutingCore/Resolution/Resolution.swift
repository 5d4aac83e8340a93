/// What a reference was taken for, in the order of precedence.
public enum ReferenceKind: UInt8, CaseIterable, Hashable, Sendable {
  /// A weighted alias.
  case alias
  /// A model's id.
  case exactID
  /// A plan.
  case plan
  /// A logical name at any provider.
  case bareName
  /// A name or id at a provider, named by its id or vendor.
  case nameAtProvider
  /// The end of an id, or the name behind an unknown prefix.
  case suffix
  ///
  case wildcard

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .alias: "alias"
    case .exactID: "exact_id"
    case .plan: "plan"
    case .bareName: "bare_name"
    case .nameAtProvider: "name_at_provider"
    case .suffix: "suffix"
    case .wildcard: "wildcard"
    }
  }
}

/// What a reference stands for.
public enum Resolution: Hashable, Sendable {
  /// Nothing was named, or `*` stands for nothing.
  case none
  /// Some models.
  case models(ResolvedModels)
  /// Nobody knows the name.
  case unknown
}

/// The models that a reference stands for, and how they are meant.
public struct ResolvedModels: Hashable, Sendable {
  /// What the reference was taken for.
  public let kind: ReferenceKind
  /// What else it could have been taken for, with another result; empty where it is clear.
  public let alternatives: [ReferenceKind]
  /// The models in the order of the reference, each once; empty where an alias names a model that is not registered.
  public let models: [ModelHandle]
  /// How one of them is chosen.
  public let order: CandidateOrder
  /// The mode of a plan.
  public let mode: RoutingMode?
  /// The reference as the client wrote it, where an alias or `*` replaced it.
  public let aliasFrom: String?
  /// The chance of this result among those that an alias draws from; 1 for everything else.
  public let propensity: Double
  /// Whether fallbacks must come from these models too, whatever the caller said.
  public let isConfined: Bool
}

/// How one of several resolved models is chosen.
public enum CandidateOrder: Hashable, Sendable {
  /// By score, then by the place in the list.
  case score
  /// By the place in the list alone: the first that may serve.
  case list
}
