import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

/// What a store did not take is not forgotten.
@Suite(.offThePool) struct JobStoreDebtTests {
  private let disk = FlakyStore()
  private let metrics = MetricsRegistry()

  private func open(_ limits: JobLimits = JobLimits(), now: Int = 0) async throws -> JobStore.Opening {
    try await JobStore.open(disk, random: RisingRandom(), limits: limits, metrics: metrics, now: now)
  }

  @Test("O-714: an end that the store did not take is offered again until it has it, and stays the only one")
  func settled() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    _ = await jobs.startNext(now: 1)
    disk.setBroken(true)
    let ended = await jobs.end(job.id, .succeeded(["x"]), now: 2)
    #expect(await jobs.settle() == 1)
    #expect(disk.stored(job.id)?.status == .processing)
    disk.setBroken(false)
    #expect(await jobs.settle() == 0)
    #expect(disk.stored(job.id) == ended)
    let next = try await open(now: 3)
    #expect(next.interrupted.isEmpty)
    #expect(next.store.job(job.id, keyID: "k", now: 3) == ended)
  }

  @Test("O-714: what the store has taken since is not offered again")
  func nothingOwed() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    disk.setBroken(true)
    _ = await jobs.startNext(now: 1)
    disk.setBroken(false)
    _ = await jobs.end(job.id, .canceled, now: 2)
    let commits = disk.state.withLock { $0.commits }
    #expect(await jobs.settle() == 0)
    #expect(disk.state.withLock { $0.commits } == commits)
  }

  @Test("H-120, H-910: each change that the store did not take is counted once, however often it is offered again")
  func counted() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    disk.setBroken(true)
    _ = await jobs.startNext(now: 1)
    _ = await jobs.end(job.id, .canceled, now: 2)
    _ = await jobs.settle()
    #expect(jobs.droppedWrites == 2)
    let text = String(decoding: metrics.text, as: UTF8.self)
    #expect(text.contains("tokenhub_store_dropped_total{op=\"jobs\"} 2\n"), "\(text)")
  }

  @Test("O-714: a job whose time is over is gone for its client, and kept until the store has let go of it")
  func removal() async throws {
    let jobs = try await open(JobLimits(retentionMilliseconds: 100)).store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    _ = await jobs.end(job.id, .canceled, now: 0)
    disk.setBroken(true)
    #expect(await jobs.expire(now: 100).isEmpty)
    #expect(jobs.job(job.id, keyID: "k", now: 100) == nil)
    disk.setBroken(false)
    #expect(await jobs.expire(now: 100).map(\.id) == [job.id])
    #expect(disk.stored(job.id) == nil)
  }

  @Test("O-714: a round of offering ends at the first refusal, and the next begins behind it")
  func rounds() async throws {
    let jobs = try await open().store
    var ids: [String] = []
    for number in 0..<3 { ids.append(try await jobs.submit(.fixture, keyID: "k\(number)", now: 0).id) }
    disk.setBroken(true)
    for id in ids { _ = await jobs.end(id, .canceled, now: 1) }
    ids.sort()
    disk.state.withLock { ($0.isBroken, $0.refused, $0.offered) = (false, [ids[0]], []) }
    // The first is refused for good, and keeps the others back for one round alone.
    #expect(await jobs.settle() == 3)
    #expect(disk.state.withLock { $0.offered } == [ids[0]])
    #expect(await jobs.settle() == 1)
    #expect(disk.state.withLock { $0.offered } == [ids[0], ids[1], ids[2], ids[0]])
  }

  @Test("O-714: what a job alone names goes before its record, which stays where that fails")
  func released() async throws {
    let jobs = try await open(JobLimits(retentionMilliseconds: 100)).store
    let (first, second) = (
      try await jobs.submit(.fixture, keyID: "k", now: 0), try await jobs.submit(.fixture, keyID: "k", now: 0)
    )
    for job in [first, second] { _ = await jobs.end(job.id, .canceled, now: 0) }
    let gone = await jobs.expire(now: 100) { job in
      #expect(disk.stored(job.id) != nil)
      return job.id == first.id
    }
    #expect(gone.map(\.id) == [first.id])
    #expect(disk.stored(first.id) == nil && disk.stored(second.id) != nil)
    #expect(await jobs.expire(now: 100).map(\.id) == [second.id])
  }

  @Test("O-717: a job is not begun by who may not at the moment of the change, and waits on")
  func notBegun() async throws {
    let jobs = try await open().store
    let job = try await jobs.submit(.fixture, keyID: "k", now: 0)
    #expect(await jobs.startNext(now: 1, where: { false }) == nil)
    #expect(disk.stored(job.id)?.status == .queued)
    #expect(await jobs.startNext(now: 1)?.id == job.id)
  }
}
