import RoutingCore

/// The texts behind a router's handles: each has one place, for ever.
struct HandleNames: Sendable {
  private(set) var policies: [PolicyName] = []
  private(set) var references: [ModelReference] = []
  private var policyPlaces: [PolicyName: Int] = [:]
  private var referencePlaces: [ModelReference: Int] = [:]

  /// The place of a policy's name, made where there is none yet.
  mutating func place(of policy: PolicyName) -> Int {
    if let place = policyPlaces[policy] { return place }
    policyPlaces[policy] = policies.count
    policies.append(policy)
    return policies.count - 1
  }

  /// The place of a reference, made where there is none yet.
  mutating func place(of reference: ModelReference) -> Int {
    if let place = referencePlaces[reference] { return place }
    referencePlaces[reference] = references.count
    references.append(reference)
    return references.count - 1
  }
}
