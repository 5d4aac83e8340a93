/// A place among the calls in flight, to be given back exactly once.
public struct ConcurrencyLease: Hashable, Sendable {
  /// The number of the lease, counted from 0.
  public let number: Int
}

/// Counts the calls in flight, and never lets there be more than a limit.
public struct ConcurrencyLimit: Hashable, Sendable {
  /// The most calls in flight, from 1 to ``highest``.
  public let limit: Int
  /// The numbers of the leases that are out; nothing ever depends on their order.
  private var open: Set<Int> = []
  private var nextNumber = 0

  /// The highest limit, a million.
  public static let highest = 1_000_000

  /// Makes a limit of `limit` calls; throws ``InvalidBudget/concurrencyOutOfRange(limit:)`` outside 1...``highest``.
  public init(limit: Int) throws(InvalidBudget) {
    guard limit >= 1, limit <= ConcurrencyLimit.highest else { throw .concurrencyOutOfRange(limit: limit) }
    self.limit = limit
  }

  /// The number of calls in flight, from 0 to ``limit``.
  public var inFlight: Int { open.count }

  /// Takes a place for a call, or returns nil and changes nothing where all are taken.
  public mutating func acquire() -> ConcurrencyLease? {
    guard open.count < limit else { return nil }
    let lease = ConcurrencyLease(number: nextNumber)
    nextNumber += 1
    open.insert(lease.number)
    return lease
  }

  /// Gives a place back.
  ///
  /// - Throws: ``LeaseProblem`` where the lease is not out; nothing changes then.
  public mutating func release(_ lease: ConcurrencyLease) throws(LeaseProblem) {
    guard open.remove(lease.number) != nil else { throw .notOpen(lease.number, next: nextNumber) }
  }
}
