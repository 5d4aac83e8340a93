import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite struct JobStoreTests {
  private let disk = FlakyStore()

  private func open(_ limits: JobLimits = JobLimits(), now: Int = 0) async throws -> JobStore.Opening {
    try await JobStore.open(disk, random: RisingRandom(), limits: limits, now: now)
  }

  private static let step = JobStep(stepsUsed: 1, messages: [(1, "think")], run: ["state"])

  @Test("O-701: every change of a job is stored before it is seen")
  func writeThrough() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 1)
    #expect(disk.stored(job.id) == job)
    let started = await jobs.startNext(now: 2)
    #expect(started?.status == .processing)
    #expect(disk.stored(job.id) == started)
    let stepped = await jobs.took(Self.step, of: job.id, now: 3)
    #expect(stepped?.log.count == 1)
    #expect(disk.stored(job.id) == stepped)
    let ended = await jobs.end(job.id, .succeeded(["x"]), now: 4)
    #expect(disk.stored(job.id) == ended)
    #expect(jobs.job(job.id, keyID: "k", now: 5) == ended)
    #expect(jobs.droppedWrites == 0)
  }

  @Test(
    "O-714: taken up again, queued jobs wait in order, those under way failed with INTERRUPTED, ended ones stay"
  )
  func reload() async throws {
    let limits = JobLimits(activeJobsPerKey: 2)
    let before = try await open(limits).store
    var ids: [String] = []
    for _ in 0..<5 { ids.append(try await before.submit(.fixture, keyID: "k", now: 7).id) }
    for _ in 0..<2 { _ = await before.startNext(now: 8) }
    _ = await before.took(Self.step, of: ids[1], now: 9)
    let ended = await before.end(ids[0], .canceled, now: 10)
    disk.state.withLock { $0.documents["junk"] = StateDocument(key: "junk", version: 1, body: ["?"]) }
    let opening = try await open(limits, now: 20)
    #expect(opening.unreadable == ["junk"])
    #expect(opening.interrupted.map(\.id) == [ids[1]])
    #expect(opening.interrupted.first?.error == JobStore.interruption)
    #expect(opening.interrupted.first?.log.count == 1)
    #expect(disk.stored(ids[1])?.status == .failed)
    #expect(opening.store.job(ids[0], keyID: "k", now: 20) == ended)
    var started: [String?] = []
    for _ in 0..<3 { started.append(await opening.store.startNext(now: 21)?.id) }
    #expect(started == [ids[2], ids[3], nil])
    let next = try await opening.store.submit(.fixture, keyID: "k", now: 22)
    #expect(next.arrival == 6)
    #expect(!ids.contains(next.id))
  }

  @Test("O-714: expired jobs are removed from the store as well, at the start and when asked")
  func expiry() async throws {
    let limits = JobLimits(retentionMilliseconds: 100)
    let jobs = try await open(limits).store
    let first = try await jobs.submit(.fixture, keyID: "k", now: 0)
    let second = try await jobs.submit(.fixture, keyID: "k", now: 0)
    _ = await jobs.end(first.id, .canceled, now: 10)
    #expect(await jobs.expire(now: 109).isEmpty)
    #expect(await jobs.expire(now: 110).map(\.id) == [first.id])
    #expect(disk.stored(first.id) == nil)
    _ = await jobs.end(second.id, .canceled, now: 200)
    let opening = try await open(limits, now: 300)
    #expect(opening.expired.map(\.id) == [second.id])
    #expect(opening.store.job(second.id, keyID: "k", now: 0) == nil)
    #expect(disk.stored(second.id) == nil)
  }

  @Test("O-717: a job too many is refused, and one that cannot be stored leaves nothing behind")
  func refusals() async throws {
    let jobs = try await open(JobLimits(activeJobsPerKey: 1, queuedJobsPerKey: 1)).store
    disk.setBroken(true)
    await #expect(throws: JobRefusal.store(.unavailable("broken"))) {
      try await jobs.submit(.fixture, keyID: "k", now: 0)
    }
    #expect(await jobs.startNext(now: 0) == nil)
    disk.setBroken(false)
    for _ in 0..<2 { _ = try await jobs.submit(.fixture, keyID: "k", now: 0) }
    await #expect(throws: JobRefusal.queueFull) { try await jobs.submit(.fixture, keyID: "k", now: 0) }
  }

  @Test("a store that fails loses no change: the next one brings it along")
  func brokenStore() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    disk.setBroken(true)
    #expect(await jobs.startNext(now: 1)?.id == job.id)
    _ = await jobs.took(Self.step, of: job.id, now: 2)
    #expect(jobs.droppedWrites == 2)
    disk.setBroken(false)
    let ended = await jobs.end(job.id, .canceled, now: 3)
    #expect(disk.stored(job.id) == ended)
    #expect(ended?.log.count == 1)
  }

  @Test("H-742, O-716: a job is cancelled once, by its own key, and its runner learns of it at the next step")
  func cancelling() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    _ = await jobs.startNext(now: 0)
    await #expect(throws: JobCancelRefusal.notFound) { try await jobs.cancel(job.id, keyID: "l", now: 1) }
    await #expect(throws: JobCancelRefusal.notFound) { try await jobs.cancel("job_", keyID: "k", now: 1) }
    #expect(try await jobs.cancel(job.id, keyID: "k", now: 1).status == .canceled)
    await #expect(throws: JobCancelRefusal.alreadyEnded) { try await jobs.cancel(job.id, keyID: "k", now: 2) }
    #expect(await jobs.took(Self.step, of: job.id, now: 2) == nil)
    #expect(await jobs.end(job.id, .succeeded(["x"]), now: 2) == nil)
  }

  @Test("O-714: of many that end a job at once, one does, and what is stored is what is seen")
  func races() async throws {
    let jobs = try await open().store
    for _ in 0..<20 {
      let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
      _ = await jobs.startNext(now: 0)
      let ends = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<8 {
          group.addTask {
            if number.isMultiple(of: 3) { return await jobs.took(Self.step, of: job.id, now: number) == nil && false }
            let ending: JobEnding = number.isMultiple(of: 2) ? .canceled : .succeeded(JSONValue(.integer(number)))
            return await jobs.end(job.id, ending, now: number) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(ends == 1)
      #expect(disk.stored(job.id) == jobs.job(job.id, keyID: "k", now: 0))
    }
  }
}
