import RoutingCore

/// What came of each tenant's requests, and how evenly it was spread.
public struct TenantOutcomes: Hashable, Sendable {
  /// The most tenants that are told apart; the requests of further ones are counted together.
  public static let capacity = 1000

  /// What came of one tenant's requests.
  public struct Share: Hashable, Sendable {
    /// Requests of the tenant.
    public package(set) var requests = 0
    /// Those that were served.
    public package(set) var served = 0
    /// Those that met the objective.
    public package(set) var attained = 0
    /// What they cost in US dollars.
    public package(set) var cost = 0.0

    /// Makes a share of nothing.
    package init() {}

    /// The share that met the objective, from 0 to 1; 0 where there were none.
    public var attainment: Double { requests > 0 ? Double(attained) / Double(requests) : 0 }

    mutating func add(_ other: Share) {
      requests += other.requests
      served += other.served
      attained += other.attained
      cost += other.cost
    }
  }

  private var shares: [String: Share] = [:]
  /// The requests of tenants beyond those that are told apart.
  public package(set) var others = Share()

  /// Tenants by name.
  ///
  /// - Complexity: O(n log n) in the number of tenants.
  public var ranked: [(tenant: String, share: Share)] {
    shares.map { (tenant: $0.key, share: $0.value) }.sorted { TenantOutcomes.precedes($0.tenant, $1.tenant) }
  }

  /// How evenly attainment is spread over tenants, from 1/n where one has it all to 1 where all have as much; nil with
  /// fewer than two tenants or where nobody attained anything.
  ///
  /// Jain, Chiu and Hawe, "A quantitative measure of fairness and discrimination for resource allocation in shared
  /// computer systems" (1984): (Σx)² / (n Σx²).
  ///
  /// - Complexity: O(n log n) in the number of tenants.
  public var fairness: Double? {
    let values = ranked.map(\.share.attainment)
    let sum = values.reduce(0, +)
    guard values.count > 1, sum > 0 else { return nil }
    return sum * sum / (Double(values.count) * values.reduce(0) { $0 + $1 * $1 })
  }

  /// Makes outcomes of no tenant.
  public init() {}

  /// Adds what came of more requests of a tenant.
  package mutating func add(_ share: Share, of tenant: String) {
    guard shares[tenant] != nil || shares.count < TenantOutcomes.capacity else { return others.add(share) }
    shares[tenant, default: Share()].add(share)
  }

  mutating func add(_ request: ReplayedRequest, of tenant: String?) {
    guard let tenant else { return }
    var share = Share()
    share.requests = 1
    share.served = request.isServed ? 1 : 0
    share.attained = request.meetsObjective ? 1 : 0
    share.cost = request.cost.value
    add(share, of: tenant)
  }

  mutating func merge(_ other: TenantOutcomes) {
    for (tenant, share) in other.ranked { add(share, of: tenant) }
    others.add(other.others)
  }

  /// By bytes, so that no locale can change it.
  private static func precedes(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8)
  }
}
