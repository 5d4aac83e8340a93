import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct StoredStateTests {
  private static let keys = ["", "a", "A", "aa", "b", "e\u{301}", "\u{E9}", "\u{FB01}", "\u{1F600}"]

  /// A commit of random changes.
  private static func changes(_ number: Int, _ generator: inout SeededGenerator) -> [StateChange] {
    (0..<generator.index(below: 4)).map { place in
      let key = keys[generator.index(below: keys.count)]
      let expected = generator.unit() < 0.4 ? generator.index(below: 4) : nil
      switch generator.index(below: 5) {
      case 0: return .remove(.models, key: key)
      case 1:
        let moment = generator.index(below: 50)
        return .append(.audit, StateLogEntry(id: "\(number).\(place)", milliseconds: moment, body: .null))
      default: return .put(.models, key: key, body: JSONValue(.integer(number)), expecting: expected)
      }
    }
  }

  @Test("any commits give what a list that is searched from end to end gives, and a copy made of its changes is equal")
  func law() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<40 {
      var state = StoredState()
      var documents: [StateDocument] = []
      var entries: [StateLogEntry] = []
      for number in 0..<40 {
        let changes = Self.changes(number, &generator)
        let expected = Self.applied(changes, &documents, &entries)
        var plan = ChangePlan()
        do throws(StateStoreFailure) {
          for change in try plan.settle(changes, over: state) { state.apply(change) }
          #expect(expected == nil)
        } catch {
          #expect(error == expected)
        }
        if generator.unit() < 0.1 {
          let moment = generator.index(below: 60)
          let count = state.apply(.prune(.audit, before: moment))
          #expect(count == entries.count { $0.milliseconds < moment })
          entries.removeAll { $0.milliseconds < moment }
        }
        let sorted = documents.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        #expect(state.documents(in: .models).map(\.document) == sorted)
        #expect(state.entries(of: .audit, offset: 0, limit: .max).page.map(\.entry) == entries.reversed())
      }
      var copy = StoredState()
      state.forEachChange { copy.apply($0) }
      #expect(copy == state)
    }
  }

  /// The same by the plainest means.
  private static func applied(
    _ changes: [StateChange], _ documents: inout [StateDocument], _ entries: inout [StateLogEntry]
  ) -> StateStoreFailure? {
    var (newDocuments, newEntries) = (documents, entries)
    for change in changes {
      switch change {
      case .put(_, let key, let body, let expected):
        let place = newDocuments.firstIndex { Array($0.key.utf8) == Array(key.utf8) }
        let version = place.map { newDocuments[$0].version } ?? 0
        if let expected, expected != version { return .conflict(key) }
        if let place { newDocuments.remove(at: place) }
        newDocuments.append(StateDocument(key: key, version: version + 1, body: body))
      case .remove(_, let key): newDocuments.removeAll { Array($0.key.utf8) == Array(key.utf8) }
      case .append(_, let entry): newEntries.append(entry)
      }
    }
    (documents, entries) = (newDocuments, newEntries)
    return nil
  }

  @Test("a plan sees the commits before it, and a commit that it refuses leaves no trace in it")
  func plan() throws {
    var plan = ChangePlan()
    let state = StoredState()
    func put(_ key: String, _ expected: Int) -> StateChange { .put(.models, key: key, body: 1, expecting: expected) }
    _ = try plan.settle([put("a", 0)], over: state)
    #expect(throws: StateStoreFailure.conflict("a")) { try plan.settle([put("b", 0), put("a", 0)], over: state) }
    #expect(try plan.settle([put("b", 0), put("a", 1)], over: state).count == 2)
  }

  @Test("a page below nothing, or of fewer entries than none, is an empty one from the start")
  func pages() {
    var state = StoredState()
    do throws(JSONError) {
      state.apply(.append(.audit, id: "x", milliseconds: 1, try StoredBody(.null)))
    } catch { Issue.record(error) }
    #expect(state.entries(of: .audit, offset: -5, limit: 1).page.count == 1)
    #expect(state.entries(of: .audit, offset: 0, limit: -1).page.isEmpty)
    #expect(state.entries(of: .audit, offset: .max, limit: .max).total == 1)
  }
}
