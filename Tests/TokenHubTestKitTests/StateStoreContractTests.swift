import GatewayState
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

/// A store that keeps its contract, and one for each way not to.
@Suite(.offThePool) struct StateStoreContractTests {
  /// A store that breaks one clause.
  private struct BrokenStore: StateStore {
    let store = MemoryStateStore()
    let broken: StateStoreContract.Clause

    func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
      let documents = try await store.documents(in: place(collection))
      return switch broken {
      case .documentsAreOrdered: documents.sorted { $0.key < $1.key }
      default: documents
      }
    }

    func document(
      _ key: String, in collection: StateCollection
    ) async throws(StateStoreFailure) -> StateDocument? {
      var document = try await store.document(key, in: place(collection))
      if broken == .documentsAreKept, document?.version == 2 { document = nil }
      if broken == .bodiesComeBack, document?.body.number == 0.1 { document?.body = JSONValue(.number(0.1000001)) }
      return document
    }

    func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
      let changes = changes.map(placed)
      switch broken {
      case .versionsAreChecked: try await store.commit(changes.map(unchecked))
      case .commitsAreWhole: for change in changes { try await store.commit([change]) }
      case .changesAreOrdered: try await store.commit(changes.reversed())
      case .removalIsWhole:
        try await store.commit(changes.filter { if case .remove = $0 { false } else { true } })
      case .commitsAreOneAfterTheOther:
        for change in changes {
          guard case .put(let collection, let key, _, let expected?) = change else { continue }
          guard try await store.document(key, in: collection)?.version == expected else { throw .conflict(key) }
        }
        await Task.yield()
        try await store.commit(changes.map(unchecked))
      default: try await store.commit(changes)
      }
    }

    func entries(
      of log: StateLog, offset: Int, limit: Int
    ) async throws(StateStoreFailure) -> StateLogPage {
      var page = try await store.entries(of: log, offset: offset, limit: limit)
      if broken == .entriesAreNewestFirst { page.entries.sort { $0.milliseconds > $1.milliseconds } }
      return page
    }

    func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
      let next = milliseconds < .max ? milliseconds + 1 : milliseconds
      return try await store.prune(log, before: broken == .pruningDropsOlder ? next : milliseconds)
    }

    private func place(_ collection: StateCollection) -> StateCollection {
      broken == .namesAreApart ? StateCollection("one") : collection
    }

    private func placed(_ change: StateChange) -> StateChange {
      switch change {
      case .put(let collection, let key, let body, let expected):
        .put(place(collection), key: key, body: body, expecting: expected)
      case .remove(let collection, let key): .remove(place(collection), key: key)
      case .append: change
      }
    }

    private func unchecked(_ change: StateChange) -> StateChange {
      if case .put(let collection, let key, let body, _) = change { return .put(collection, key: key, body: body) }
      return change
    }
  }

  @Test("the store in memory keeps every clause", arguments: StateStoreContract.Clause.allCases)
  func sound(clause: StateStoreContract.Clause) async {
    let contract = StateStoreContract(make: { MemoryStateStore() }, reopen: { $0 })
    #expect(await contract.run([clause]) == [])
  }

  @Test("a store that breaks a clause is found by that clause", arguments: StateStoreContract.Clause.allCases)
  func broken(clause: StateStoreContract.Clause) async {
    let contract = StateStoreContract(
      make: { BrokenStore(broken: clause) },
      reopen: { clause == .commitsStay ? MemoryStateStore() : $0 })
    let found = await contract.run([clause])
    #expect(Set(found.map(\.clause)) == [clause.rawValue])
  }

  @Test("a store that cannot be made, or throws, is a violation and no crash")
  func unmakable() async {
    let contract = StateStoreContract(make: { throw StateStoreFailure.unavailable("no disk") })
    let violations = await contract.run()
    #expect(violations.count == StateStoreContract.Clause.allCases.count)
  }
}
