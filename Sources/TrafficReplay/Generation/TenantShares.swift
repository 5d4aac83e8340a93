/// Customers and how many of the conversations each of them begins.
public struct TenantShares: Hashable, Sendable {
  /// What each tenant is called.
  public let names: [String]
  /// How often each comes, in proportion to the others; none below zero, not all zero.
  public let shares: [Double]

  /// Makes tenants with given shares.
  public init(names: [String], shares: [Double]) {
    precondition(names.count == shares.count, "Every tenant has a share.")
    precondition(shares.allSatisfy { $0 >= 0 && $0.isFinite } && shares.contains { $0 > 0 }, "Somebody comes.")
    self.names = names
    self.shares = shares
  }

  /// Tenants `t1` to `t<count>` with shares by Zipf's law: tenant n comes in proportion to n to the power of
  /// −`exponent`.
  ///
  /// - Complexity: O(`count`).
  public static func zipf(_ count: Int, exponent: Double = 1) -> TenantShares {
    precondition(count > 0 && exponent >= 0 && exponent <= 10, "At least one tenant, an exponent from 0 to 10.")
    return TenantShares(
      names: (1...count).map { "t\($0)" }, shares: (1...count).map { ZipfWeight.value(of: $0, exponent: exponent) })
  }
}
