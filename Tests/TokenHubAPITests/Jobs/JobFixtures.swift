import RoutingCore

@testable import GatewayState

/// A store that keeps nothing.
struct ForgetfulStore: StateStore {
  func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] { [] }

  func document(_ key: String, in collection: StateCollection) async throws(StateStoreFailure) -> StateDocument? {
    nil
  }

  func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {}

  func entries(of log: StateLog, offset: Int, limit: Int) async throws(StateStoreFailure) -> StateLogPage {
    StateLogPage(entries: [], total: 0)
  }

  func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int { 0 }
}

/// Gives ever the same bytes, all of one value.
struct ConstantRandom: RandomSource {
  var byte: UInt8 = 0

  func bytes(_ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }
}

extension JobRecord {
  /// A job after some steps, each with a line, and perhaps its end.
  static func fixture(
    webhook: String? = "https://x.test/hook", steps: Int = 0, ending: JobEnding? = nil
  ) -> JobRecord {
    let request = ImageAgentRequest(instructions: "paint a fox", webhookURL: webhook)
    let queued = JobRecord(id: "job_x", keyID: "k", request: request, arrival: 1, now: 0)
    var job = queued.started(now: 0) ?? queued
    for used in 0..<steps {
      job = job.took(JobStep(stepsUsed: used + 1, messages: [(used + 1, "m")]), now: 0) ?? job
    }
    if let ending { job = job.ended(ending, now: 0) ?? job }
    return job
  }
}
