import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct JobBookTests {
  private static func line(_ used: Int, _ messages: String...) -> JobStep {
    JobStep(stepsUsed: used, messages: messages.map { (used, $0) })
  }

  @Test("O-717: at most 5 jobs of a key are under way, the others begin in the order of their arrival")
  func active() {
    var book = JobBook()
    for number in 1...7 { #expect(book.submit(.fixture, id: "a\(number)", keyID: "a", now: number) != nil) }
    for number in 1...2 { #expect(book.submit(.fixture, id: "b\(number)", keyID: "b", now: number) != nil) }
    #expect((1...8).map { _ in book.startNext(now: 10)?.id } == ["a1", "a2", "a3", "a4", "a5", "b1", "b2", nil])
    _ = book.end("a3", .canceled, now: 11)
    #expect(book.startNext(now: 12)?.id == "a6")
    #expect(book.startNext(now: 12) == nil)
    // One that waits and is cancelled makes no room under way.
    _ = book.end("a7", .canceled, now: 13)
    #expect(book.startNext(now: 13) == nil)
    #expect(book["a6"]?.startedAt == 12)
  }

  @Test("O-717: a key may have 100 jobs waiting beside those that are or could be under way")
  func queueLimit() {
    var book = JobBook()
    for number in 0..<105 { #expect(book.submit(.fixture, id: "a\(number)", keyID: "a", now: 0) != nil) }
    #expect(book.submit(.fixture, id: "a105", keyID: "a", now: 0) == nil)
    #expect(book.submit(.fixture, id: "b", keyID: "b", now: 0) != nil)
    for _ in 0..<5 { _ = book.startNext(now: 1) }
    #expect(!book.admits(keyID: "a"))
    _ = book.end("a0", .canceled, now: 2)
    #expect(book.admits(keyID: "a"))
    #expect(book.count == 106)
  }

  @Test("O-713: progress is the share of steps used, never falls, and is 1 at the end")
  func progress() {
    var book = JobBook()
    _ = book.submit(.fixture, id: "j", keyID: "k", now: 0)
    #expect(book.took(Self.line(1, "x"), of: "j", now: 0) == nil)
    _ = book.startNext(now: 1)
    #expect(book["j"]?.progress == 0)
    var last = 0.0
    for used in [1, 3, 2, 0, 10, 99, 4] {
      let job = book.took(Self.line(used), of: "j", now: 2)
      #expect(job.map { $0.progress >= last && $0.progress <= 1 } == true)
      last = job?.progress ?? 0
    }
    #expect(book["j"]?.stepsUsed == 10)
    _ = book.submit(.fixture, id: "i", keyID: "k", now: 0)
    #expect(book.end("i", .canceled, now: 3)?.progress == 1)
  }

  @Test("O-709: lines of the log get rising ids from 1, and the moment of their step")
  func log() {
    var book = JobBook()
    _ = book.submit(.fixture, id: "j", keyID: "k", now: 0)
    _ = book.startNext(now: 1)
    _ = book.took(Self.line(1, "a", "b"), of: "j", now: 5)
    _ = book.took(Self.line(2, "c"), of: "j", now: 3)
    #expect(
      book["j"]?.log == [
        JobLogRecord(id: 1, time: 5, step: 1, message: "a"), JobLogRecord(id: 2, time: 5, step: 1, message: "b"),
        JobLogRecord(id: 3, time: 5, step: 2, message: "c"),
      ])
  }

  @Test(
    "O-714: a terminal state is written once and stays",
    arguments: [JobEnding.succeeded(["x"]), .failed(JobError(code: "C", message: "m")), .canceled])
  func terminal(ending: JobEnding) {
    var book = JobBook()
    _ = book.submit(.fixture, id: "j", keyID: "k", now: 0)
    _ = book.startNext(now: 1)
    let ended = book.end("j", ending, now: 2)
    #expect(ended?.status.isTerminal == true)
    for other in [JobEnding.succeeded(["y"]), .failed(JobError(code: "D", message: "")), .canceled] {
      #expect(book.end("j", other, now: 3) == nil)
    }
    #expect(book.took(Self.line(5, "late"), of: "j", now: 3) == nil)
    #expect(book["j"] == ended)
  }

  @Test("O-714: a job is kept for 24 hours after its end, and is gone from then on whether removed or not")
  func retention() {
    var book = JobBook()
    _ = book.submit(.fixture, id: "j", keyID: "k", now: 0)
    let day = 86_400_000
    #expect(book.expired(now: 10 * day) == [])
    _ = book.end("j", .canceled, now: day)
    #expect(book.job("j", keyID: "k", now: 2 * day - 1) != nil)
    #expect(book.expired(now: 2 * day - 1) == [])
    #expect(book.job("j", keyID: "k", now: 2 * day) == nil)
    #expect(book.expired(now: 2 * day) == ["j"])
    book.remove("j")
    #expect(book["j"] == nil)
  }

  @Test("H-741: a job of another key is not found, and neither is an unknown one")
  func keys() {
    var book = JobBook()
    _ = book.submit(.fixture, id: "j", keyID: "k", now: 0)
    #expect(book.job("j", keyID: "k", now: 0)?.id == "j")
    #expect(book.job("j", keyID: "l", now: 0) == nil)
    #expect(book.job("", keyID: "k", now: 0) == nil)
  }

  @Test("O-717: whatever happens, no key has more jobs under way or waiting than it may, and each ends once")
  func laws() {
    for seed in 0..<UInt64(Law.defaultCases / 3) {
      var dice = Dice(seed: seed)
      var book = JobBook(limits: JobLimits(activeJobsPerKey: 2, queuedJobsPerKey: 3, retentionMilliseconds: 50))
      var statuses: [String: JobStatus] = [:]
      var began: [String] = []
      for now in 0..<80 {
        let id = "j\(dice.number(0...now))"
        switch dice.number(0...5) {
        case 0, 1: _ = book.submit(.fixture, id: "j\(now)", keyID: dice.pick(["a", "b"]), now: now)
        case 2: if let job = book.startNext(now: now) { began.append(job.id) }
        case 3: _ = book.took(Self.line(dice.number(0...12), "x"), of: id, now: now)
        case 4:
          if let job = book.end(id, .canceled, now: now) {
            #expect(statuses.updateValue(job.status, forKey: id) == nil)
          }
        default: for id in book.expired(now: now) { book.remove(id) }
        }
        let open = (0...now).compactMap { book["j\($0)"] }.filter { !$0.status.isTerminal }
        for key in ["a", "b"] {
          let (active, queued) = (
            open.count { $0.keyID == key && $0.status == .processing },
            open.count { $0.keyID == key && $0.status == .queued }
          )
          #expect(active <= 2 && active + queued <= 5)
          #expect(book.admits(keyID: key) == (active + queued < 5))
        }
      }
      for key in ["a", "b"] {
        let arrivals = began.compactMap { book[$0] }.filter { $0.keyID == key }.map(\.arrival)
        #expect(arrivals == arrivals.sorted())
      }
    }
  }

  @Test("H-715: ids are job_ and 24 characters of base 32, of all the bits that were drawn")
  func ids() {
    let none = JobID.text(of: Array(repeating: 0, count: 15))
    #expect(none == "job_" + String(repeating: "a", count: 24))
    #expect(JobID.text(of: Array(repeating: 255, count: 15)) == "job_" + String(repeating: "7", count: 24))
    // RFC 4648, section 10: "fooba" is MZXW6YTB.
    #expect(JobID.text(of: Array("foobafoobafooba".utf8)) == "job_mzxw6ytbmzxw6ytbmzxw6ytb")
    for bit in 0..<120 {
      var bytes = [UInt8](repeating: 0, count: 15)
      bytes[bit / 8] = 1 << UInt8(bit % 8)
      #expect(JobID.text(of: bytes) != none)
    }
  }
}
