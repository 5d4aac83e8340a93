import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct VideoTaskRecordTests {
  private static func record(createdAt: Int = 1000) -> VideoTaskRecord {
    VideoTaskRecord(
      id: "vt_1", supplierID: "s/1", keyID: "k1", provider: "p", model: "p/wan", createdAt: createdAt)
  }

  private static func task(_ state: MediaTask.State, url: String? = "u") -> MediaTask {
    MediaTask(id: "s/1", state: state, videoURL: state == .succeeded ? url : nil, body: .null)
  }

  @Test(
    "H-163: the supplier's id is kept where it can stand in an address and is free, and else there is one of our own",
    arguments: [
      ("0385dc79-5ff8", false, true), ("a.b_c~d-1", false, true), ("a/b", false, false), ("", false, false),
      (".", false, false), ("..", false, false), ("a b", false, false), ("é", false, false), ("a%2F", false, false),
      ("a?b", false, false), ("0385dc79-5ff8", true, false), (String(repeating: "a", count: 128), false, true),
      (String(repeating: "a", count: 129), false, false), ("a\u{0}", false, false),
    ])
  func ids(supplierID: String, isTaken: Bool, isKept: Bool) {
    let random = (0..<16).map { UInt8($0 * 17) }
    let id = VideoTaskRecord.id(for: supplierID, isTaken: isTaken, random: random)
    #expect(id == (isKept ? supplierID : "vt_00112233445566778899aabbccddeeff"))
  }

  @Test("H-163: a record lives a day", arguments: [(1000, 86_401_000), (Int.max, Int.max), (0, 86_400_000)])
  func life(createdAt: Int, end: Int) {
    let record = Self.record(createdAt: createdAt)
    #expect(record.expiresAt == end && record.isExpired(at: end) && !record.isExpired(at: end - 1))
  }

  @Test("H-163: what is kept has its names, and is read again as it was")
  func roundTrip() throws {
    var record = Self.record()
    #expect(
      record.json.text
        == #"{"task_id":"vt_1","supplier_task_id":"s/1","key_id":"k1","provider":"p","model":"p/wan","created_at":1000,"#
        + #""status":"PENDING","cost_usd":0,"booked":false,"answer":null}"#)
    for state in [MediaTask.State.pending, .running, .unknown, .succeeded] {
      _ = record.took(Self.task(state), requestID: "r")
      let read = try #require(VideoTaskRecord(try JSONValue(parsing: Array(record.json.text.utf8))))
      #expect(read == record && read.state == state)
    }
    #expect(record.isBooked && record.answer?["video_url"]?.string == "u")
  }

  @Test("H-163: what is no record is not read as one")
  func noRecord() throws {
    let members = try #require(Self.record().json.members)
    for place in members.indices where members[place].name != "answer" {
      var others = members
      others.remove(at: place)
      #expect(VideoTaskRecord(JSONValue(.object(others))) == nil)
      others.append(.init(name: members[place].name, value: []))
      #expect(VideoTaskRecord(JSONValue(.object(others))) == nil)
    }
    #expect(VideoTaskRecord(.null) == nil)
  }

  @Test("H-167: only the key that it was begun with may know of a task")
  func visibility() {
    #expect(Self.record().isVisible(to: "k1") && !Self.record().isVisible(to: "k2") && !Self.record().isVisible(to: ""))
  }

  @Test("H-166, H-168: whatever a supplier says and how often, a video is booked once, and what is final stays")
  func law() {
    var dice = Dice(seed: 166)
    for _ in 0..<300 {
      var record = Self.record()
      var bookings = 0
      var final: (MediaTask.State, String?)?
      var hasSucceeded = false
      for turn in 0..<12 {
        let state = dice.pick(MediaTask.State.allCases)
        let url = dice.chance(0.8) ? "u\(turn)" : nil
        if final == nil, state == .succeeded, url != nil { hasSucceeded = true }
        if record.took(Self.task(state, url: url), requestID: "r\(turn)") == .book { bookings += 1 }
        if let final { #expect(record.state == final.0 && record.answer?.text == final.1) }
        if final == nil, [.succeeded, .failed, .canceled].contains(state) {
          final = (record.state, record.answer?.text)
        }
        #expect((record.answer != nil) == (final != nil))
      }
      #expect(bookings == (hasSucceeded ? 1 : 0) && record.isBooked == hasSucceeded)
    }
  }

  @Test("H-166: a task that the supplier does not know may still come to be known")
  func unknown() {
    var record = Self.record()
    #expect(record.took(Self.task(.unknown), requestID: "r") == .nothing && record.answer == nil)
    #expect(record.took(Self.task(.succeeded), requestID: "r") == .book && record.state == .succeeded)
  }
}
