import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@testable import JournalStore

/// What a journal does where the disk does not do its part.
@Suite(.offThePool) struct JournalFaultTests {
  /// Commits with a snapshot every now and then, until one fails; what had been made, and what the failing one would have made.
  private static func run(_ disk: SimulatedDisk, _ history: History) async -> (made: Int, failed: Int) {
    var made = 0
    do {
      let store = try JournalStateStore(disk, folder: "", options: JournalOptions(compactionFloor: 1 << 30))
      for (number, commit) in history.commits.enumerated() {
        if number.isMultiple(of: 3), number > 0 {
          do throws(StateStoreFailure) { try await store.compact() } catch {}
        }
        try await store.commit(commit)
        made = number + 1
      }
      return (made, made)
    } catch { return (made, made + 1) }
  }

  @Test(
    "killed at any step, or without power from it on, a journal has every commit that was made and at most the one under way"
  )
  func everyStep() async throws {
    let history = try History(seed: 11, count: 8)
    let whole = SimulatedDisk()
    #expect(await Self.run(whole, history).made == 8)
    #expect(whole.steps.contains("rename journal-2.new") && whole.steps.contains("remove journal-1"))
    var generator = SeededGenerator(seed: 12)
    for step in 1...whole.stepCount {
      let disk = SimulatedDisk(fault: .from(step))
      let (made, failed) = await Self.run(disk, history)
      var left = [disk.contents, disk.contentsWithoutPower(&generator, isLucky: false)]
      for _ in 0..<6 { left.append(disk.contentsWithoutPower(&generator, isLucky: true)) }
      for contents in left {
        let again = SimulatedDisk(contents)
        let opened = try OpenedJournal(again)
        let isRight = opened.state == history.states[made] || opened.state == history.states[min(failed, 8)]
        #expect(isRight, "step \(step), \(whole.steps[step - 1]): \(made) made")
        #expect(again.contents.files.count == 1)
        again.unlock()
        #expect(try OpenedJournal(again).recovery.isWhole)
      }
    }
  }

  @Test(
    "a step that fails once costs that commit alone, or closes the store for good where the disk is not to be trusted")
  func everyFailure() async throws {
    let history = try History(seed: 13, count: 8)
    let whole = SimulatedDisk()
    _ = await Self.run(whole, history)
    for step in 1...whole.stepCount {
      let disk = SimulatedDisk(fault: .step(step))
      guard let store = try? JournalStateStore(disk, folder: "", options: JournalOptions(compactionFloor: 1 << 30))
      else {
        #expect(disk.stepCount == step)
        let opened = try OpenedJournal(disk)
        #expect(opened.state == StoredState(), "step \(step)")
        continue
      }
      var state = StoredState()
      var refused = 0
      for (number, commit) in history.commits.enumerated() {
        if number.isMultiple(of: 3), number > 0 {
          do throws(StateStoreFailure) { try await store.compact() } catch {}
        }
        do throws(StateStoreFailure) {
          try await store.commit(commit)
          var plan = ChangePlan()
          for change in try plan.settle(commit, over: state) { state.apply(change) }
        } catch { refused += 1 }
      }
      let isUntrusted = whole.steps[step - 1].hasPrefix("synchronize")
      #expect(isUntrusted || refused <= 1, "step \(step), \(whole.steps[step - 1]): \(refused) refused")
      #expect(try await store.documents(in: .models) == state.documents(in: .models).map(\.document))
      await store.close()
      let opened = try OpenedJournal(disk)
      #expect(opened.state == state, "step \(step), \(whole.steps[step - 1])")
      #expect(opened.recovery.isWhole)
    }
  }

  @Test("a salvage cut short at any step loses neither what could be read nor the damaged file, and can be done again")
  func salvage() async throws {
    let history = try History(seed: 14, count: 6)
    var (bytes, sizes) = try await history.written()
    bytes[sizes[2] + 20] ^= 1
    let whole = SimulatedDisk(journal: bytes)
    let salvaged = try OpenedJournal(whole, JournalOptions(opening: .salvage))
    #expect(salvaged.recovery.commitCount == 5)
    var generator = SeededGenerator(seed: 15)
    for step in 1...whole.stepCount {
      let disk = SimulatedDisk(journal: bytes)
      disk.fault = .from(step)
      #expect(throws: JournalFailure.self, "\(step)") { try OpenedJournal(disk, JournalOptions(opening: .salvage)) }
      for contents in [disk.contents, disk.contentsWithoutPower(&generator, isLucky: false)] {
        let again = SimulatedDisk(contents)
        let opened = try OpenedJournal(again, JournalOptions(opening: .salvage))
        #expect(opened.state == salvaged.state, "\(step)")
        #expect(again.contents.files.keys.sorted() == ["journal-1.damaged", "journal-2"], "\(step)")
        #expect(again.contents.files["journal-1.damaged"] == bytes)
      }
    }
  }

  @Test("after a synchronisation that failed, no commit is taken, and what is there can still be read")
  func synchronisation() async throws {
    let disk = SimulatedDisk()
    let store = try JournalStateStore(disk, folder: "", options: JournalOptions())
    try await store.commit([.put(.models, key: "a", body: 1)])
    disk.fault = .step(disk.stepCount + 2)
    for _ in 0..<3 {
      await #expect(throws: StateStoreFailure.self) { try await store.commit([.put(.models, key: "a", body: 2)]) }
    }
    #expect(disk.steps.suffix(3) == ["write journal-1.new", "synchronize journal-1.new", "truncate journal-1.new"])
    await #expect(throws: StateStoreFailure.self) { try await store.compact() }
    #expect(try await store.document("a", in: .models)?.version == 1)
  }

  @Test("a part of a record that cannot be taken away again closes the store for good")
  func truncation() async throws {
    let disk = SimulatedDisk()
    let store = try JournalStateStore(disk, folder: "", options: JournalOptions())
    disk.fault = .from(disk.stepCount + 1)
    await #expect(throws: StateStoreFailure.self) { try await store.commit([.put(.models, key: "a", body: 1)]) }
    disk.fault = nil
    let steps = disk.stepCount
    await #expect(throws: StateStoreFailure.self) { try await store.commit([.put(.models, key: "a", body: 1)]) }
    #expect(disk.stepCount == steps)
    await store.close()
    let opened = try OpenedJournal(disk)
    #expect(opened.recovery.droppedBytes > 0 && opened.recovery.dropped.map(\.recordCount) == [nil])
  }

  @Test("a commit that is too long is refused, and those beside it are made")
  func tooLong() async throws {
    let disk = SimulatedDisk()
    let store = try JournalStateStore(disk, folder: "", options: JournalOptions(longestCommit: 100))
    let long = JSONValue(.string(String(repeating: "x", count: 100)))
    await #expect(throws: StateStoreFailure.self) {
      try await store.commit([.put(.models, key: "a", body: 1), .put(.models, key: "b", body: long)])
    }
    try await store.commit([.put(.models, key: "a", body: 2, expecting: 0)])
    #expect(try await store.documents(in: .models).map(\.version) == [1])
  }
}
