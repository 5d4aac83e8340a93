import GatewayState
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite struct JobEventStreamTests {
  private static func change(_ job: JobRecord, after logID: Int = 0, isNew: Bool = true) -> JobChange {
    JobChange(job: job, newLog: job.log.filter { $0.id > logID }, isStatusNew: isNew)
  }

  private static func names(_ frames: [EventFrame]) -> [String] {
    frames.map { "\($0.event ?? "?") \($0.id ?? "?")" }
  }

  private static let endings: [(ending: JobEnding, name: String, last: String, data: String)] = [
    (.succeeded(["x"]), "succeeded", "result", #"["x"]"#),
    (.failed(JobError(code: "C", message: "m")), "failed", "error", #"{"code":"C","message":"m"}"#),
    (.canceled, "canceled", "error", #"{"code":"CANCELED","message":"the job was canceled"}"#),
  ]

  @Test("H-752: a job that has ended gives status, log, result or error, and end at once", arguments: endings)
  func ended(ending: JobEnding, name: String, last: String, data: String) throws {
    var sequence = JobEventSequence(after: 0)
    let frames = sequence.frames(for: Self.change(.fixture(steps: 2, ending: ending)))
    #expect(Self.names(frames) == ["status 0", "log 1", "log 2", "\(last) 2", "end 2"])
    try #require(frames.count == 5)
    #expect(frames[3].data == data)
    #expect(frames[4].data == "{\"status\":\"\(name)\"}")
    #expect(sequence.isOver)
    #expect(sequence.frames(for: Self.change(.fixture(steps: 3))) == [])
    #expect(sequence.framesForFailure() == [])
  }

  @Test("H-750, H-751: frames have an event, the id of the last line, and JSON")
  func frames() throws {
    var sequence = JobEventSequence(after: 0)
    let frames = sequence.frames(for: Self.change(.fixture(steps: 1)))
    #expect(
      frames.map(\.data) == [
        #"{"job_id":"job_x","status":"processing","progress":0.1,"steps_used":1,"max_steps":10}"#,
        #"{"id":1,"t":"1970-01-01T00:00:00.000Z","step":1,"message":"m"}"#,
      ])
    let more = sequence.frames(for: Self.change(.fixture(steps: 2), after: 1, isNew: false))
    #expect(Self.names(more) == ["log 2"])
    #expect(sequence.ping() == EventFrame(event: "ping", id: "2", data: "{}"))
    #expect(sequence.ping().bytes == Array("event: ping\nid: 2\ndata: {}\n\n".utf8))
  }

  @Test("H-754: a stream that breaks off gives an error and the end of a failure")
  func failure() {
    var sequence = JobEventSequence(after: 3)
    let frames = sequence.framesForFailure()
    #expect(Self.names(frames) == ["error 3", "end 3"])
    #expect(frames.last?.data == #"{"status":"failed"}"#)
    #expect(sequence.isOver)
  }

  @Test(
    "H-753: a last event id that is no number means everything",
    arguments: [
      (nil, 0), ("", 0), ("x", 0), ("-1", 0), ("0", 0), ("1.5", 0), ("7", 7), ("99999999999999999999", 0),
    ] as [(String?, Int)])
  func lastEventID(text: String?, id: Int) { #expect(JobEventSequence.logID(ofLastEventID: text) == id) }

  // MARK: - The stream

  private let time = VirtualTime()

  private func jobs(steps: Int) async throws -> (JobStore, String) {
    let jobs = try await JobStore.open(ForgetfulStore(), random: ConstantRandom(), now: 0).store
    let id = try await jobs.submit(ImageAgentRequest(instructions: "abc"), keyID: "k", now: 0).id
    _ = await jobs.startNext(now: 0)
    for used in 0..<steps { await Self.step(jobs, id, used + 1) }
    return (jobs, id)
  }

  private static func step(_ jobs: JobStore, _ id: String, _ used: Int) async {
    _ = await jobs.took(JobStep(stepsUsed: used, messages: [(used, "m")]), of: id, now: 0)
  }

  private func open(_ jobs: JobStore, _ id: String, lastEventID: String? = nil) -> JobEventStream? {
    JobEventStream.open(id, keyID: "k", lastEventID: lastEventID, jobs: jobs, time: time, now: 0)
  }

  /// The events of some bytes, with the numbers behind them.
  private static func events(_ bytes: [UInt8]?) -> [String] {
    bytes.map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n\n").map { frame in
        frame.split(separator: "\n").prefix(2).map { String($0.split(separator: ": ").last ?? "") }
          .joined(separator: " ")
      }
    } ?? ["nothing"]
  }

  @Test("H-752, H-753: a stream follows its job to the end, from behind what the client has seen")
  func following() async throws {
    let (jobs, id) = try await jobs(steps: 2)
    let stream = try #require(open(jobs, id, lastEventID: "1"))
    #expect(Self.events(await stream.next()) == ["status 1", "log 2"])
    async let next = stream.next()
    while jobs.waitingCount == 0 { await Task.yield() }
    await Self.step(jobs, id, 3)
    #expect(Self.events(await next) == ["log 3"])
    await Self.step(jobs, id, 4)
    _ = await jobs.end(id, .succeeded(["x"]), now: 1)
    #expect(Self.events(await stream.next()) == ["status 3", "log 4", "result 4", "end 4"])
    #expect(await stream.next() == nil)
    let late = try #require(open(jobs, id, lastEventID: "99"))
    #expect(Self.events(await late.next()) == ["status 4", "result 4", "end 4"])
    #expect(await late.next() == nil)
  }

  @Test("H-751: after 15 s of silence comes a ping, and again and again; a line starts the silence anew")
  func pings() async throws {
    let (jobs, id) = try await jobs(steps: 1)
    let stream = try #require(open(jobs, id))
    _ = await stream.next()
    for _ in 0..<2 {
      let start = time.now
      async let ping = stream.next()
      await time.sleepers(atLeast: 1)
      #expect(time.nextWaking == start.advanced(byMilliseconds: 15_000))
      time.advanceToNextSleeper()
      #expect(Self.events(await ping) == ["ping 1"])
    }
    async let line = stream.next()
    await time.sleepers(atLeast: 1)
    await Self.step(jobs, id, 2)
    #expect(Self.events(await line) == ["log 2"])
    #expect(time.sleeperCount == 0)
    #expect(jobs.waitingCount == 0)
  }

  @Test("H-741: there is no stream of a job of another key, or of none")
  func absent() async throws {
    let (jobs, id) = try await jobs(steps: 0)
    #expect(JobEventStream.open(id, keyID: "l", lastEventID: nil, jobs: jobs, time: time, now: 0) == nil)
    #expect(open(jobs, "job_") == nil)
  }

  @Test("a client that goes away ends the stream, before it waits and while it does")
  func cancellation() async throws {
    let (jobs, id) = try await jobs(steps: 0)
    let stream = try #require(open(jobs, id))
    _ = await stream.next()
    async let next = stream.next()
    await time.sleepers(atLeast: 1)
    stream.cancel()
    #expect(await next == nil)
    stream.cancel()
    #expect(await stream.next() == nil)
    let other = try #require(open(jobs, id))
    _ = await other.next()
    let task = Task { await other.next() }
    await time.sleepers(atLeast: 1)
    task.cancel()
    #expect(await task.value == nil)
    #expect(jobs.waitingCount == 0 && time.sleeperCount == 0)
  }

  @Test("H-754: a job that is removed while it is watched ends the stream with an error")
  func removal() async throws {
    let (jobs, id) = try await jobs(steps: 0)
    let stream = try #require(open(jobs, id))
    _ = await stream.next()
    _ = await jobs.end(id, .canceled, now: 0)
    #expect(await jobs.expire(now: 86_400_000).count == 1)
    #expect(Self.events(await stream.next()) == ["error 0", "end 0"])
    #expect(await stream.next() == nil)
  }

  /// Wakes sleepers at once, after something was done.
  private struct HastyTime: TimeSource {
    let done: @Sendable () async -> Void
    var now: Moment { .zero }
    var unixTime: Double { 0 }

    func sleep(until moment: Moment) async throws(CancellationError) { await done() }
  }

  @Test("a line that comes at the very end of a silence is told instead of a ping")
  func races() async throws {
    let (jobs, id) = try await jobs(steps: 0)
    let watch = try #require(jobs.watch(id, keyID: "k", after: 0, now: 0))
    _ = await watch.next()
    // One thread and no choice: the silence is over first, and the line has come before anybody looks.
    let waited = try await SerialTaskExecutor { false }.run {
      await JobEventStream.change(of: watch, time: HastyTime { await Self.step(jobs, id, 1) })
    }
    guard case .change(let change?) = waited else {
      Issue.record("The line was lost.")
      return
    }
    #expect(change.newLog.map(\.id) == [1])
  }

  @Test("lines and pings in any order: each line is told once and in its place")
  func manyLines() async throws {
    let (jobs, id) = try await jobs(steps: 0)
    let count = Locked(0)
    let time = HastyTime {
      let number = count.withLock { count in
        count += 1
        return count
      }
      await Self.step(jobs, id, number)
      if number == 100 { _ = await jobs.end(id, .canceled, now: 1) }
    }
    let stream = try #require(
      JobEventStream.open(id, keyID: "k", lastEventID: nil, jobs: jobs, time: time, now: 0))
    var lines: [String] = []
    while let bytes = await stream.next() { lines += Self.events(bytes).filter { $0.hasPrefix("log") } }
    #expect(lines.prefix(100) == (1...100).map { "log \($0)" }[...])
  }
}
