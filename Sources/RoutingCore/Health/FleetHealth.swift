/// What all replicas of a gateway have seen, put together from books that each has signed and numbered.
///
/// A replica only ever writes its own book and raises its number when it does; putting two fleets together keeps the
/// higher number of each replica. That is commutative, associative and idempotent whatever the books hold, so replicas
/// may exchange fleets through any store, late, twice or in any order (Shapiro and others, "Conflict-free replicated
/// data types", 2011). Readings go over the replicas in the order of their names, so that all get the same bytes.
public struct FleetHealth: Hashable, Sendable {
  private var entries: [Entry] = []

  private struct Entry: Hashable, Sendable {
    let replica: ReplicaID
    var version: UInt64
    var book: HealthBook
  }

  /// Makes a fleet that nobody has reported to.
  public init() {}

  /// The replicas that have reported, in byte order, with their numbers.
  public var versions: [(replica: ReplicaID, version: UInt64)] { entries.map { ($0.replica, $0.version) } }

  /// Takes in a replica's book, unless a later one of that replica is here already.
  ///
  /// Replicas may know different providers, as they do while a change of the registry is on its way to all of them.
  ///
  /// - Returns: Whether the book was taken in.
  @discardableResult
  public mutating func report(_ book: HealthBook, from replica: ReplicaID, version: UInt64) -> Bool {
    guard let place = entries.firstIndex(where: { $0.replica >= replica }) else {
      entries.append(Entry(replica: replica, version: version, book: book))
      return true
    }
    guard entries[place].replica == replica else {
      entries.insert(Entry(replica: replica, version: version, book: book), at: place)
      return true
    }
    guard entries[place].version < version else { return false }
    entries[place] = Entry(replica: replica, version: version, book: book)
    return true
  }

  /// Takes in everything that another fleet knows.
  public mutating func merge(_ other: FleetHealth) {
    for entry in other.entries { report(entry.book, from: entry.replica, version: entry.version) }
  }

  /// The condition of a registry's providers at `now`, as if one replica had seen everything; one that nobody has
  /// reported about is healthy and unmeasured.
  ///
  /// - Complexity: O(p · r · (r + b)) in the numbers of providers, replicas and sketch buckets; books of another
  ///   registry cost their number of providers more for each provider.
  public func snapshot(of registry: ModelRegistry, at now: Moment) -> HealthSnapshot {
    let parameters = entries.first?.book.parameters ?? HealthParameters()
    return HealthSnapshot(
      inRegistryOrder: registry.providers.enumerated().map { place, provider in
        ProviderHealth.reading(of: records(of: provider.id, near: place), at: now, parameters)
      })
  }

  /// What all replicas together have counted of a provider.
  public func counts(of provider: ProviderID) -> HealthCounts {
    let records = records(of: provider, near: 0)
    return HealthCounts(
      requests: records.reduce(0) { $0 + $1.totalRequests }, errors: records.reduce(0) { $0 + $1.totalErrors },
      consecutiveErrors: FailureRun.combined(records.map(\.errorRun)).count)
  }

  private func records(of provider: ProviderID, near place: Int) -> [ProviderHealth] {
    entries.compactMap { $0.book.record(of: provider, near: place) }
  }
}

/// Counts over the whole life of a provider.
public struct HealthCounts: Hashable, Sendable {
  /// All outcomes ever recorded that speak about its health.
  public let requests: Int
  /// All errors ever recorded.
  public let errors: Int
  /// Errors since the last success, exact up to ``HealthParameters/mostErrorsToGoDown``.
  public let consecutiveErrors: Int

  /// Makes counts.
  public init(requests: Int, errors: Int, consecutiveErrors: Int) {
    self.requests = requests
    self.errors = errors
    self.consecutiveErrors = consecutiveErrors
  }
}

/// The name of one replica of a gateway.
public typealias ReplicaID = Identifier<FleetHealth>
