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
  /// Books of one fleet are about the same registry; a book about another number of providers is refused.
  ///
  /// - Returns: Whether the book was taken in.
  @discardableResult
  public mutating func report(_ book: HealthBook, from replica: ReplicaID, version: UInt64) -> Bool {
    if let other = entries.first, other.book.ids != book.ids { return false }
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

  /// The condition of every provider at `now`, as if one replica had seen everything; nil where nobody has reported.
  ///
  /// - Complexity: O(p · r · (r + b)) in the numbers of providers, replicas and sketch buckets.
  public func snapshot(at now: Moment) -> HealthSnapshot? {
    guard let first = entries.first?.book else { return nil }
    return HealthSnapshot(
      inRegistryOrder: first.records.indices.map { provider in
        ProviderHealth.reading(of: entries.map { $0.book.records[provider] }, at: now, first.parameters)
      })
  }
}

/// The name of one replica of a gateway.
public typealias ReplicaID = Identifier<FleetHealth>
