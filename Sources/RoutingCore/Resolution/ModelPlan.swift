/// A name that stands for several models together, one of which serves.
public struct ModelPlan: Hashable, Sendable {
  /// The name that clients use.
  public var name: String
  /// References to its models, each an id, a bare name, or a name at a provider; earlier ones win ties.
  public var members: [String]
  /// The mode that counts where the request gives none.
  public var mode: RoutingMode?
  /// Whether the name stands for anything.
  public var isEnabled: Bool

  /// Makes a plan.
  public init(name: String, members: [String], mode: RoutingMode? = nil, isEnabled: Bool = true) {
    self.name = name
    self.members = members
    self.mode = mode
    self.isEnabled = isEnabled
  }
}

extension ModelPlan {
  /// The members that stand for no model; that an alias or a plan has a member's name does not matter.
  ///
  /// - Complexity: O(m · n) in the number of members and models.
  func danglingMembers(in registry: ModelRegistry) -> [String] {
    members.filter { member in
      !registry.modelHandles.contains { model in
        let vendor = registry.provider(of: model).flatMap { registry[$0].vendor }
        return ModelPlan.member(member, standsFor: registry[model], ofVendor: vendor)
      }
    }
  }

  /// Whether a member is the id or the name of a model, or either of them behind its provider's id or vendor.
  private static func member(_ member: String, standsFor model: Model, ofVendor vendor: String?) -> Bool {
    let prefixes = [model.provider.text.lowercased(), vendor].compactMap { $0 }
    return [model.id.text, model.name].contains { name in
      if member.utf8.elementsEqual(name.utf8) { return true }
      let tail = "/\(name)".utf8
      guard member.utf8.count > tail.count, member.utf8.suffix(tail.count).elementsEqual(tail) else { return false }
      let prefix = Substring(member.utf8.dropLast(tail.count)).lowercased()
      return prefixes.contains { $0.utf8.elementsEqual(prefix.utf8) }
    }
  }
}

/// The names beside model ids that a router knows: aliases, plans, and the pool behind `*`.
public struct ModelDirectory: Hashable, Sendable {
  /// The aliases, in any order.
  public var aliases: [ModelAlias]
  /// The plans, in any order.
  public var plans: [ModelPlan]
  /// The models that `*` stands for, in the order in which they take turns.
  public var wildcardPool: [String]

  /// Makes a directory; without arguments it has no aliases, no plans, and the contract's pool.
  public init(
    aliases: [ModelAlias] = [], plans: [ModelPlan] = [], wildcardPool: [String] = Self.defaultWildcardPool
  ) {
    self.aliases = aliases
    self.plans = plans
    self.wildcardPool = wildcardPool
  }

  /// The contract's pool.
  public static let defaultWildcardPool = ["deepseek-v4-flash", "claude-opus-4-7", "gpt-5.5"]

  /// Everything that keeps these names from being used together over a registry.
  ///
  /// - Complexity: O(n) in the number of names.
  public func problems(over registry: ModelRegistry) -> [DirectoryProblem] {
    var problems: [DirectoryProblem] = []
    var aliasNames: Set<ReferenceName> = []
    for alias in aliases {
      problems += alias.problems.map { .alias(alias.name, $0) }
      if !aliasNames.insert(ReferenceName(alias.name)).inserted { problems.append(.duplicateAlias(alias.name)) }
    }
    var planNames: Set<ReferenceName> = []
    for plan in plans {
      if plan.name.isEmpty { problems.append(.emptyPlanName) }
      if plan.members.isEmpty { problems.append(.emptyPlan(plan.name)) }
      if !planNames.insert(ReferenceName(plan.name)).inserted { problems.append(.duplicatePlan(plan.name)) }
      if aliasNames.contains(ReferenceName(plan.name)) { problems.append(.planNamedLikeAlias(plan.name)) }
      if registry.handle(ofModel: ModelID(plan.name)) != nil { problems.append(.planNamedLikeModel(plan.name)) }
    }
    return problems
  }
}

/// A name in a directory, compared byte by byte.
typealias ReferenceName = Identifier<ModelDirectory>

/// Why the names of a directory cannot be used together.
public enum DirectoryProblem: Hashable, Sendable {
  /// An alias is not valid by itself.
  case alias(String, AliasProblem)
  /// Two aliases share a name.
  case duplicateAlias(String)
  /// A plan has no name.
  case emptyPlanName
  /// A plan has no members.
  case emptyPlan(String)
  /// Two plans share a name.
  case duplicatePlan(String)
  /// A plan and an alias share a name.
  case planNamedLikeAlias(String)
  /// A plan and a model share a name.
  case planNamedLikeModel(String)
  /// A variant of an alias is not a registered model.
  case unknownVariant(alias: String, ModelID)
  /// A member of a plan stands for no model.
  case unknownMember(plan: String, String)
}

extension DirectoryProblem {
  /// The alias or plan it is about; empty where that has no name.
  public var name: String {
    switch self {
    case .alias(let name, _), .duplicateAlias(let name), .emptyPlan(let name), .duplicatePlan(let name),
      .planNamedLikeAlias(let name), .planNamedLikeModel(let name), .unknownVariant(let name, _),
      .unknownMember(let name, _):
      name
    case .emptyPlanName: ""
    }
  }
}

extension DirectoryProblem: CustomStringConvertible {
  /// The problem in a sentence that names the record.
  public var description: String {
    switch self {
    case .alias(let name, let problem): "alias '\(name)': \(problem)"
    case .duplicateAlias(let name): "alias '\(name)': the name is used twice"
    case .emptyPlanName: "a plan has an empty name"
    case .emptyPlan(let name): "plan '\(name)': members is empty"
    case .duplicatePlan(let name): "plan '\(name)': the name is used twice"
    case .planNamedLikeAlias(let name): "plan '\(name)': an alias has this name"
    case .planNamedLikeModel(let name): "plan '\(name)': a model has this id"
    case .unknownVariant(let alias, let model): "alias '\(alias)': there is no model '\(model)'"
    case .unknownMember(let plan, let member): "plan '\(plan)': '\(member)' stands for no model"
    }
  }
}

/// The names given cannot be used together.
public struct InvalidDirectory: Error, Hashable, Sendable {
  /// What is wrong; never empty.
  public let problems: [DirectoryProblem]

  /// Makes the error.
  public init(problems: [DirectoryProblem]) {
    self.problems = problems
  }
}

extension InvalidDirectory: CustomStringConvertible {
  /// All problems, one a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
