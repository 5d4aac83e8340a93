import Foundation
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubTestKit

@testable import JournalStore

/// The store over a real folder, and its agreement with the one in memory.
@Suite(.offThePool) struct JournalStateStoreTests {
  /// A folder that is removed after a test.
  private static func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }

  @Test("it keeps every clause of the contract, on a real disk", arguments: StateStoreContract.Clause.allCases)
  func contract(clause: StateStoreContract.Clause) async throws {
    try await Self.inFolder { folder in
      let contract = StateStoreContract(
        make: { try JournalStateStore(folder: folder + "/deep/er") },
        reopen: { store in
          await (store as? JournalStateStore)?.close()
          return try JournalStateStore(folder: folder + "/deep/er")
        })
      #expect(await contract.run([clause]) == [])
    }
  }

  @Test("a folder is open once at a time, and free again when its store is closed or gone")
  func lock() async throws {
    try await Self.inFolder { folder in
      var store: JournalStateStore? = try JournalStateStore(folder: folder)
      try await store?.commit([.put(.models, key: "a", body: 1)])
      #expect(throws: JournalFailure.taken(folder: folder)) { try JournalStateStore(folder: folder) }
      await store?.close()
      let other = try JournalStateStore(folder: folder)
      #expect(throws: JournalFailure.taken(folder: folder)) { try JournalStateStore(folder: folder) }
      await #expect(throws: StateStoreFailure.self) { try await store?.commit([]) }
      await #expect(throws: StateStoreFailure.self) { _ = try await store?.document("a", in: .models) }
      await #expect(throws: StateStoreFailure.self) { try await store?.compact() }
      await store?.close()
      store = nil
      await other.close()
      _ = try JournalStateStore(folder: folder)
      #expect(try await JournalStateStore(folder: folder).document("a", in: .models)?.version == 1)
    }
  }

  @Test("a file in the place of the folder, and a damaged journal, are told with their name and place")
  func failures() async throws {
    try await Self.inFolder { folder in
      let store = try JournalStateStore(folder: folder)
      for number in 0..<3 { try await store.commit([.put(.models, key: "a", body: JSONValue(.integer(number)))]) }
      await store.close()
      let url = URL(fileURLWithPath: folder + "/journal-1")
      var bytes = try Data(contentsOf: url)
      bytes[100] ^= 1
      try bytes.write(to: url)
      let failure = #expect(throws: JournalFailure.self) { try JournalStateStore(folder: folder) }
      #expect("\(failure.map(String.init(describing:)) ?? "")".hasPrefix("journal-1: "))
      let salvaged = try JournalStateStore(folder: folder, options: JournalOptions(opening: .salvage))
      #expect(salvaged.recovery.damagedFile == "journal-1.damaged" && salvaged.recovery.commitCount == 2)
      await salvaged.close()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["journal-1.damaged", "journal-2"])
      let inFile = #expect(throws: JournalFailure.self) { try JournalStateStore(folder: folder + "/journal-2") }
      guard case .files = inFile else {
        Issue.record("\(String(describing: inFile))")
        return
      }
    }
  }

  @Test("a process killed in the middle of its commits leaves all that it was told had been made")
  func kill() async throws {
    try await Self.inFolder { folder in
      let result = try await #require(
        processExitsWith: .signal(SIGKILL), observing: [\.standardErrorContent]
      ) { [folder = folder as String] in
        let store = try JournalStateStore(folder: folder, options: JournalOptions(compactionFloor: 300))
        await withTaskGroup(of: Void.self) { group in
          for task in 0..<4 {
            group.addTask {
              for number in 1... {
                do throws(StateStoreFailure) {
                  try await store.commit([.put(.models, key: "\(task)", body: JSONValue(.integer(number)))])
                } catch { return }
                FileHandle.standardError.write(Data("\(task) \(number)\n".utf8))
                if task == 0, number == 100 { _ = Foundation.kill(getpid(), SIGKILL) }
              }
            }
          }
        }
      }
      var told: [String: Int] = [:]
      for line in String(decoding: result.standardErrorContent, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 2, let number = Int(words[1]) { told[String(words[0])] = number }
      }
      #expect(told["0"] == 100 && told.count == 4)
      let store = try JournalStateStore(folder: folder)
      for (task, number) in told {
        let version = try await store.document(task, in: .models)?.version ?? 0
        #expect(version == number || version == number + 1, "\(task): \(number) told, \(version) kept")
      }
    }
  }

  @Test("commits that wait share a record, and one that conflicts is refused alone")
  func grouping() async throws {
    let disk = SimulatedDisk()
    let store = try JournalStateStore(disk, folder: "", options: JournalOptions())
    let before = disk.steps.count { $0 == "synchronize journal-1" }
    let refused = await withTaskGroup(of: Int.self) { group in
      for number in 0..<200 {
        group.addTask {
          do throws(StateStoreFailure) {
            let key = "\(number / 2)"
            try await store.commit([.put(.models, key: key, body: JSONValue(.integer(number)), expecting: 0)])
            return 0
          } catch { return 1 }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(refused == 100)
    #expect(try await store.documents(in: .models).map(\.version) == [Int](repeating: 1, count: 100))
    #expect(disk.steps.count { $0 == "synchronize journal-1" } - before <= 100)
    await store.close()
    let opened = try OpenedJournal(disk)
    #expect(opened.recovery.commitCount == 100)
  }

  @Test("a snapshot is written when the commits since outgrow it by the ratio")
  func compaction() async throws {
    let disk = SimulatedDisk()
    let options = JournalOptions(compactionRatio: 3, compactionFloor: 500)
    let store = try JournalStateStore(disk, folder: "", options: options)
    for number in 0..<100 { try await store.commit([.put(.models, key: "a", body: JSONValue(.integer(number)))]) }
    await store.close()
    let files = disk.contents.files
    #expect(files.count == 1 && files.allSatisfy { $0.key != "journal-1" && $0.value.count < 800 })
    let again = try JournalStateStore(disk, folder: "", options: options)
    #expect(try await again.document("a", in: .models)?.version == 100)
    await again.close()
  }

  @Test("a snapshot that fails costs no commit, and is tried again only when the journal has grown as much again")
  func failingCompaction() async throws {
    let disk = SimulatedDisk()
    let options = JournalOptions(compactionRatio: 1, compactionFloor: 1000)
    let store = try JournalStateStore(disk, folder: "", options: options)
    let before = disk.steps.count { $0.hasPrefix("create") }
    disk.fault = .every("create")
    for number in 0..<100 { try await store.commit([.put(.models, key: "a", body: JSONValue(.integer(number)))]) }
    await store.close()
    let attempts = disk.steps.count { $0.hasPrefix("create") } - before
    #expect(attempts == [1000, 2000, 4000, 8000].count { $0 < disk.journal.count })
    disk.fault = nil
    #expect(disk.contents.files.count == 1)
    #expect(try OpenedJournal(disk).state.version(of: "a", in: .models) == 100)
  }

  @Test("any commits, prunings, snapshots and openings lead to what the store in memory has", arguments: 0..<12)
  func agreement(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed, stream: 41)
    let disk = SimulatedDisk()
    let options = JournalOptions(compactionRatio: 1, compactionFloor: Int(seed) * 100)
    var store = try JournalStateStore(disk, folder: "", options: options)
    let memory = MemoryStateStore()
    for number in 0..<60 {
      switch generator.index(below: 12) {
      case 0:
        await store.close()
        store = try JournalStateStore(disk, folder: "", options: options)
        #expect(store.recovery.isWhole)
      case 1: try await store.compact()
      case 2:
        let moment = generator.index(below: number + 1)
        #expect(try await store.prune(.audit, before: moment) == memory.prune(.audit, before: moment))
      default:
        var changes = (0..<generator.index(below: 4)).map { History.change($0, number, &generator) }
        if generator.unit() < 0.3 {
          changes.append(.put(.models, key: "a", body: true, expecting: generator.index(below: 5)))
        }
        #expect(await Self.outcome(of: changes, in: store) == (await Self.outcome(of: changes, in: memory)))
      }
      for collection in [StateCollection.models, .jobs] {
        #expect(try await store.documents(in: collection) == memory.documents(in: collection))
      }
      let page = try await store.entries(of: .audit, offset: 1, limit: 5)
      #expect(try await memory.entries(of: .audit, offset: 1, limit: 5) == page)
    }
  }

  private static func outcome(of changes: [StateChange], in store: any StateStore) async -> StateStoreFailure? {
    do throws(StateStoreFailure) {
      try await store.commit(changes)
      return nil
    } catch { return error }
  }
}
