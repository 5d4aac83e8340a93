import RoutingCore

/// What a configuration was compiled to; one for all workers, and replaced as a whole.
struct Edition: Sendable {
  /// Numbers the compiled registries of a router; handles of models are of one of them.
  let registryNumber: UInt32
  /// Numbers the directories; turns are taken among the names of one of them.
  let directoryNumber: UInt32
  let router: CompiledRouter
  /// What the workers' prepared routers share.
  let preparation: PreparationTables
  /// By the places of their names; nil where a name stands for nothing any more.
  let policies: [CompiledPolicy?]
  let places: [PolicyName: Int]
  let arms: CompiledArms?
  /// By the places of their texts.
  private(set) var references: [PreparedReference] = []

  init(
    _ preparation: PreparationTables, registryNumber: UInt32, directoryNumber: UInt32,
    policies: [PolicyName: CompiledPolicy], arms: CompiledArms?, names: [PolicyName],
    references: [ModelReference]
  ) {
    router = preparation.router
    self.preparation = preparation
    self.registryNumber = registryNumber
    self.directoryNumber = directoryNumber
    var places: [PolicyName: Int] = [:]
    for (place, name) in names.enumerated() where policies[name] != nil { places[name] = place }
    self.places = places
    self.policies = names.map { policies[$0] }
    self.arms = arms
    prepare(references)
  }

  /// The edition of another registry, which follows one.
  init(
    _ router: CompiledRouter, after former: Edition, policies: [PolicyName: CompiledPolicy], arms: CompiledArms?,
    names: [PolicyName], references: [ModelReference]
  ) {
    let isSameDirectory = former.router.resolver.directory == router.resolver.directory
    self.init(
      PreparationTables(router), registryNumber: former.registryNumber + 1,
      directoryNumber: isSameDirectory ? former.directoryNumber : former.directoryNumber + 1, policies: policies,
      arms: arms, names: names, references: references)
  }

  /// The same registry and directory with other policies and arms; handles of models stay good.
  func with(
    policies: [PolicyName: CompiledPolicy], arms: CompiledArms?, names: [PolicyName],
    references: [ModelReference]
  ) -> Edition {
    Edition(
      preparation, registryNumber: registryNumber, directoryNumber: directoryNumber, policies: policies, arms: arms,
      names: names, references: references)
  }

  /// The policies by name.
  var compiledPolicies: [PolicyName: CompiledPolicy] { places.compactMapValues { policies[$0] } }

  /// Resolves the references that were not known yet.
  mutating func prepare(_ known: [ModelReference]) {
    for reference in known.dropFirst(references.count) { references.append(router.resolver.prepare(reference)) }
  }
}
