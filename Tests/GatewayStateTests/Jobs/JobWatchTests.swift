import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite struct JobWatchTests {
  private let disk = FlakyStore()

  private func started() async throws -> (JobStore, String) {
    let jobs = try await JobStore.open(disk, random: RisingRandom(), now: 0).store
    let id = try await jobs.submit(.fixture, keyID: "k", now: 0).id
    _ = await jobs.startNext(now: 0)
    return (jobs, id)
  }

  private static func step(_ used: Int) -> JobStep { JobStep(stepsUsed: used, messages: [(used, "m\(used)")]) }

  private static func waiting(_ jobs: JobStore, _ count: Int) async {
    while jobs.waitingCount < count { await Task.yield() }
  }

  @Test("H-752: a watcher sees the state at once, then each line once, then the end, then nothing")
  func order() async throws {
    let (jobs, id) = try await started()
    let watch = try #require(jobs.watch(id, keyID: "k", after: 0, now: 0))
    let first = await watch.next()
    #expect(first?.isStatusNew == true && first?.job.status == .processing && first?.newLog == [])
    async let second = watch.next()
    await Self.waiting(jobs, 1)
    _ = await jobs.took(Self.step(1), of: id, now: 1)
    #expect(await second?.newLog.map(\.id) == [1])
    _ = await jobs.took(Self.step(2), of: id, now: 1)
    _ = await jobs.took(Self.step(3), of: id, now: 1)
    let third = await watch.next()
    #expect(third?.newLog.map(\.id) == [2, 3] && third?.isStatusNew == false)
    _ = await jobs.end(id, .canceled, now: 2)
    let last = await watch.next()
    #expect(last?.job.status == .canceled && last?.newLog == [] && last?.isStatusNew == true)
    #expect(watch.isOver)
    #expect(await watch.next() == nil)
  }

  @Test(
    "H-753: a watch from behind a line gives only later ones; beyond the last counts as the last",
    arguments: [
      (-5, [1, 2]), (0, [1, 2]), (1, [2]), (2, []), (99, []),
    ])
  func resuming(after: Int, ids: [Int]) async throws {
    let (jobs, id) = try await started()
    _ = await jobs.took(Self.step(1), of: id, now: 1)
    _ = await jobs.took(Self.step(2), of: id, now: 1)
    let watch = try #require(jobs.watch(id, keyID: "k", after: after, now: 0))
    #expect(await watch.next()?.newLog.map(\.id) == ids)
    _ = await jobs.took(Self.step(3), of: id, now: 1)
    #expect(await watch.next()?.newLog.map(\.id) == [3])
  }

  @Test("H-741: nobody watches a job of another key, or one that is not there")
  func keys() async throws {
    let (jobs, id) = try await started()
    #expect(jobs.watch(id, keyID: "l", after: 0, now: 0) == nil)
    #expect(jobs.watch("job_", keyID: "k", after: 0, now: 0) == nil)
  }

  @Test("a watcher that is cancelled while it waits is let go, and misses nothing when it asks again")
  func cancellation() async throws {
    let (jobs, id) = try await started()
    let watch = try #require(jobs.watch(id, keyID: "k", after: 0, now: 0))
    _ = await watch.next()
    for round in 0..<20 {
      let task = Task { await watch.next() }
      if round.isMultiple(of: 2) { await Self.waiting(jobs, 1) }
      task.cancel()
      #expect(await task.value == nil)
      #expect(jobs.waitingCount == 0)
    }
    #expect(!watch.isOver)
    _ = await jobs.took(Self.step(1), of: id, now: 1)
    #expect(await watch.next()?.newLog.count == 1)
  }

  @Test("a watcher that is cancelled before it waits does not wait")
  func cancelledBefore() async throws {
    let (jobs, id) = try await started()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      await jobs.change(of: id, after: JobWatch.Cursor(status: .processing, logID: 0))
    }
    task.cancel()
    await task.value
    #expect(jobs.waitingCount == 0)
  }

  @Test("any number of watchers see all lines in order, however slow they are")
  func many() async throws {
    let (jobs, id) = try await started()
    let seen = await withTaskGroup(of: [Int].self) { group in
      for number in 0..<20 {
        guard let watch = jobs.watch(id, keyID: "k", after: 0, now: 0) else { continue }
        group.addTask {
          var ids: [Int] = []
          while let change = await watch.next() {
            ids += change.newLog.map(\.id)
            for _ in 0..<number * 5 { await Task.yield() }
          }
          return ids
        }
      }
      for used in 1...10 { _ = await jobs.took(Self.step(used), of: id, now: used) }
      _ = await jobs.end(id, .succeeded(["x"]), now: 20)
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(seen == Array(repeating: Array(1...10), count: 20))
    #expect(jobs.waitingCount == 0)
  }

  @Test("a job that is removed while it is watched lets its watcher go")
  func removal() async throws {
    let (jobs, id) = try await started()
    let watch = try #require(jobs.watch(id, keyID: "k", after: 0, now: 0))
    _ = await watch.next()
    _ = await jobs.end(id, .canceled, now: 1)
    #expect(await jobs.expire(now: 86_400_001).count == 1)
    #expect(await watch.next() == nil)
    #expect(watch.isOver)
  }
}
