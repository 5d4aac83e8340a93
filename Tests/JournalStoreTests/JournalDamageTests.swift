import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@testable import JournalStore

/// What is left of a journal that was cut or changed.
@Suite(.offThePool) struct JournalDamageTests {
  private static let more: [StateChange] = [.put(.plans, key: "more", body: true)]

  @Test("a journal cut at any byte keeps exactly the commits whose record is whole, says what it dropped, and goes on")
  func cuts() async throws {
    let count = Law.isOptimised ? 40 : 20
    let history = try History(seed: 1, count: count)
    let (bytes, sizes) = try await history.written()
    #expect(try OpenedJournal(SimulatedDisk(journal: bytes)).state == history.states[count])
    for size in 0..<bytes.count {
      let disk = SimulatedDisk(journal: Array(bytes.prefix(size)))
      guard size >= sizes[0] else {
        #expect(throws: JournalFailure.self, "\(size)") { try OpenedJournal(disk) }
        #expect(disk.journal.count == size)
        continue
      }
      let kept = sizes.lastIndex { $0 <= size } ?? 0
      var opened = try OpenedJournal(disk)
      #expect(opened.state == history.states[kept], "\(size)")
      #expect(opened.recovery.commitCount == kept)
      #expect(opened.recovery.keptBytes == sizes[kept])
      #expect(opened.recovery.droppedBytes == size - sizes[kept])
      #expect(opened.recovery.isWhole == (size == sizes[kept]))
      #expect(disk.journal.count == sizes[kept])
      guard size.isMultiple(of: 5) || opened.recovery.isWhole else { continue }
      try opened.commit(Self.more)
      disk.unlock()
      let again = try OpenedJournal(disk)
      #expect(again.state == opened.state && again.recovery.isWhole && again.recovery.commitCount == kept + 1)
    }
  }

  @Test(
    "any byte changed in front of the last record refuses to open and changes nothing; in the last, it is dropped and told"
  )
  func flips() async throws {
    let count = Law.isOptimised ? 25 : 15
    let history = try History(seed: 2, count: count)
    let (bytes, sizes) = try await history.written()
    var generator = SeededGenerator(seed: 3)
    for place in bytes.indices {
      var broken = bytes
      broken[place] ^= UInt8(1 + generator.index(below: 255))
      let disk = SimulatedDisk(journal: broken)
      if place >= sizes[count - 1] {
        let opened = try OpenedJournal(disk)
        #expect(opened.state == history.states[count - 1], "\(place)")
        #expect(opened.recovery.droppedBytes == bytes.count - sizes[count - 1])
        #expect(disk.journal.count == sizes[count - 1])
        continue
      }
      let failure = #expect(throws: JournalFailure.self, "\(place)") { try OpenedJournal(disk) }
      guard case .damaged(let damage) = failure else {
        Issue.record("\(place): \(String(describing: failure))")
        continue
      }
      #expect(damage.offset <= place && damage.offset + damage.byteCount > place, "\(place)")
      #expect(damage.file == "journal-1")
      #expect(disk.journal == broken)
      disk.unlock()
      // Salvage keeps all that is whole, tells what it is not, and leaves the damaged file to look at.
      guard place.isMultiple(of: 7) else { continue }
      let salvaged = try OpenedJournal(disk, JournalOptions(opening: .salvage))
      #expect(salvaged.recovery.dropped == [damage])
      #expect(salvaged.recovery.damagedFile == "journal-1.damaged")
      #expect(disk.contents.files["journal-1.damaged"] == broken)
      if place >= sizes[0] {
        #expect(salvaged.recovery.commitCount == count - 1)
        #expect(damage.recordCount == 1)
      }
      disk.unlock()
      let again = try OpenedJournal(disk)
      #expect(again.state == salvaged.state && again.recovery.isWhole)
    }
  }

  @Test("records taken out of the middle, swapped or doubled are damage, though each is whole")
  func order() async throws {
    let history = try History(seed: 4, count: 4)
    let (bytes, sizes) = try await history.written()
    let records = (0..<4).map { Array(bytes[sizes[$0]..<sizes[$0 + 1]]) }
    let head = Array(bytes[..<sizes[0]])
    func failure(_ order: [Int]) -> JournalFailure? {
      let disk = SimulatedDisk(journal: head + order.flatMap { records[$0] })
      do throws(JournalFailure) {
        _ = try OpenedJournal(disk)
        return nil
      } catch { return error }
    }
    #expect(failure([0, 1, 2, 3]) == nil)
    for order in [[0, 2, 3], [1, 2, 3], [0, 2, 1, 3], [0, 0, 1], [3]] {
      guard case .damaged(let damage) = failure(order) else {
        Issue.record("\(order)")
        continue
      }
      #expect(damage.recordCount != nil)
    }
  }

  @Test("a record that is whole and says what nobody knows is damage, also as the last one")
  func unknown() async throws {
    let (bytes, _) = try await History(seed: 5, count: 1).written()
    for text in [
      "[\"novel\",1]\n", "[]\n", "{}", "[\"commits\",1]\n[\"put\",\"models\",\"a\",0]\n1\n", "[\"commits\",-1]\n",
    ] {
      let disk = SimulatedDisk(journal: bytes + RecordFrame.record(Array(text.utf8), number: 4))
      let failure = #expect(throws: JournalFailure.self, "\(text)") { try OpenedJournal(disk) }
      guard case .damaged(let damage) = failure, case .notUnderstood = damage.reason else {
        Issue.record("\(text): \(String(describing: failure))")
        continue
      }
      #expect(damage.offset == bytes.count)
    }
  }

  @Test(
    "a length of 4 GiB, of nothing, or of zeros for ever is a tail and makes no room",
    arguments: [0xFF, 0, 0x7F] as [UInt8])
  func lengths(byte: UInt8) async throws {
    let history = try History(seed: 6, count: 3)
    let (bytes, _) = try await history.written()
    let tail = [UInt8](repeating: byte, count: 3000)
    let opened = try OpenedJournal(SimulatedDisk(journal: bytes + tail))
    #expect(opened.state == history.states[3])
    #expect(opened.recovery.dropped.map(\.byteCount) == [3000])
    #expect(opened.recovery.dropped.map(\.recordCount) == [nil])
  }

  @Test("bytes made to look like records one within the other are not searched for ever, nor cut off")
  func nested() async throws {
    let (bytes, _) = try await History(seed: 7, count: 1).written()
    let frame = RecordFrame.littleEndian(8000, count: 4) + RecordFrame.littleEndian(4, count: 8) + [0, 0, 0, 0]
    let disk = SimulatedDisk(journal: bytes + [0] + (0..<1000).flatMap { _ in frame })
    let failure = #expect(throws: JournalFailure.self) { try OpenedJournal(disk) }
    guard case .damaged(let damage) = failure else { return }
    #expect(damage.offset == bytes.count && damage.byteCount == 16_001 && damage.recordCount == nil)
    disk.unlock()
    #expect(try OpenedJournal(disk, JournalOptions(opening: .salvage)).recovery.dropped == [damage])
  }

  @Test("the reader bears random and mutated bytes, strictly and in salvage")
  func fuzz() async throws {
    let (bytes, _) = try await History(seed: 8, count: 12).written()
    _ = Fuzzing.run("journal", seconds: 0.5) { generator in
      let broken =
        generator.unit() < 0.3
        ? Mutation.random(using: &generator) : Mutation.mutated(bytes, using: &generator)
      let disk = SimulatedDisk(journal: broken)
      for opening in [JournalOptions.Opening.strict, .salvage] {
        do throws(JournalFailure) {
          let opened = try OpenedJournal(disk, JournalOptions(opening: opening))
          disk.unlock()
          let again = try OpenedJournal(disk)
          #expect(again.state == opened.state && again.recovery.isWhole)
        } catch {
          #expect(opening == .strict, "\(error)")
          #expect(disk.journal == broken)
        }
        disk.unlock()
      }
    }
  }
}
