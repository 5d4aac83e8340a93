public import GatewayState
public import RoutingTestKit

/// Checks a `StateStore` against what its protocol asks.
///
/// An empty array means that every clause holds. `make` gives a new store with nothing in it. A store that outlasts its process is given
/// up and opened again by `reopen`; where that is nil, nothing is asked about it:
///
/// ```swift
/// let contract = StateStoreContract(make: { MemoryStateStore() })
/// let violations = await contract.run()
/// ```
public struct StateStoreContract: Sendable {
  /// What a store is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// A document that was put is there, alone and among the others, until it is put again.
    case documentsAreKept
    /// A version is 1 at first and one more each time; a change that expects another refuses and names its key.
    case versionsAreChecked
    /// Where one change of a commit is refused, none is made.
    case commitsAreWhole
    /// The changes of one commit are judged and made in their order.
    case changesAreOrdered
    /// Documents come in the byte order of their keys, which are told apart byte by byte.
    case documentsAreOrdered
    /// A document that was removed is gone, begins at version 1 again, and may be removed twice.
    case removalIsWhole
    /// A collection or a log has nothing to do with another.
    case namesAreApart
    /// The entries of a log come in the order of adding, newest first, page by page, with their number.
    case entriesAreNewestFirst
    /// Pruning drops the entries before a moment, wherever they stand, and tells how many.
    case pruningDropsOlder
    /// A body comes back as its JSON text reads, or its commit is refused.
    case bodiesComeBack
    /// Of many commits at once, each is made as if it were alone, and nobody sees a part of one.
    case commitsAreOneAfterTheOther
    /// What was committed and pruned is so after the store was opened again.
    case commitsStay
  }

  private let make: @Sendable () async throws -> any StateStore
  private let reopen: (@Sendable (any StateStore) async throws -> any StateStore)?

  /// Makes a contract for the stores that `make` gives, new and empty each time.
  ///
  /// `reopen` opens what a store left behind; nil for one that leaves nothing.
  public init(
    make: @escaping @Sendable () async throws -> any StateStore,
    reopen: (@Sendable (any StateStore) async throws -> any StateStore)? = nil
  ) {
    self.make = make
    self.reopen = reopen
  }

  /// Checks the clauses, each with a store of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let seen = await findings { findings in try await check(clause, try await make(), &findings) }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private func check(_ clause: Clause, _ store: any StateStore, _ findings: inout Findings) async throws {
    let probe = StateStoreProbe(store: store)
    switch clause {
    case .documentsAreKept: try await probe.checkDocuments(&findings)
    case .versionsAreChecked: try await probe.checkVersions(&findings)
    case .commitsAreWhole: try await probe.checkWholeness(&findings)
    case .changesAreOrdered: try await probe.checkChanges(&findings)
    case .documentsAreOrdered: try await probe.checkOrder(&findings)
    case .removalIsWhole: try await probe.checkRemoval(&findings)
    case .namesAreApart: try await probe.checkNames(&findings)
    case .entriesAreNewestFirst: try await probe.checkEntries(&findings)
    case .pruningDropsOlder: try await probe.checkPruning(&findings)
    case .bodiesComeBack: try await probe.checkBodies(&findings)
    case .commitsAreOneAfterTheOther: try await probe.checkConcurrency(&findings)
    case .commitsStay:
      guard let reopen else { return }
      try await probe.checkStaying(&findings, reopen)
    }
  }
}
