import GatewayState
import RoutingCore

@testable import JournalStore

/// Commits that follow from a seed, and the state after each.
struct History {
  let commits: [[StateChange]]
  /// The state after so many commits; the first is empty.
  let states: [StoredState]

  init(seed: UInt64, count: Int) throws {
    var generator = SeededGenerator(seed: seed, stream: 31)
    var commits: [[StateChange]] = []
    var states = [StoredState()]
    for number in 0..<count {
      let changes = (0..<1 + generator.index(below: 2)).map { History.change($0, number, &generator) }
      commits.append(changes)
      var state = states[number]
      var plan = ChangePlan()
      for change in try plan.settle(changes, over: state) { state.apply(change) }
      states.append(state)
    }
    self.commits = commits
    self.states = states
  }

  static func change(_ place: Int, _ number: Int, _ generator: inout SeededGenerator) -> StateChange {
    let key = ["a", "b", "é", "e\u{301}", ""][generator.index(below: 5)]
    let collection: StateCollection = generator.unit() < 0.5 ? .models : .jobs
    switch generator.index(below: 4) {
    case 0: return .remove(collection, key: key)
    case 1: return .append(.audit, StateLogEntry(id: "\(number).\(place)", milliseconds: number, body: .null))
    default: return .put(collection, key: key, body: JSONValue(.integer(number)))
    }
  }

  /// Writes all commits one by one; how large the journal was before the first and after each, and its bytes.
  func written() async throws -> (bytes: [UInt8], sizes: [Int]) {
    let disk = SimulatedDisk()
    let store = try JournalStateStore(disk, folder: "", options: JournalOptions())
    var sizes = [disk.journal.count]
    for commit in commits {
      try await store.commit(commit)
      sizes.append(disk.journal.count)
    }
    return (disk.journal, sizes)
  }
}

extension SimulatedDisk {
  /// The bytes of the first generation.
  var journal: [UInt8] { contents.files["journal-1"] ?? [] }

  /// A disk with a journal of these bytes.
  convenience init(journal: [UInt8]) { self.init(Contents(files: ["journal-1": journal])) }
}

extension OpenedJournal {
  /// Opens what a disk has.
  init(_ disk: SimulatedDisk, _ options: JournalOptions = JournalOptions()) throws(JournalFailure) {
    try self.init(disk, folder: "", options: options)
  }

  /// Adds one more commit.
  mutating func commit(_ changes: [StateChange]) throws(StateStoreFailure) {
    var plan = ChangePlan()
    var text = RecordText()
    let settled = try plan.settle(changes, over: state)
    for change in settled { text.add(change) }
    try writer.add(text.payload("commits", 1))
    for change in settled { state.apply(change) }
  }
}
