import Foundation
import RegressionGate
import RoutingFormats

/// Two builds of this executable that measure the same slices in turn, on the same processor, milliseconds apart.
///
/// Whatever else happens on the machine happens to both. Launching them anew several times evens out what the luck of one
/// launch gives a process: where its pages lie, which way its hashes fall.
struct Lockstep {
  let base: String
  let new: String
  let launches: Int
  let rounds: Int
  let sliceNanoseconds: Double
  /// What both are told to measure.
  let arguments: [String]
  /// What only the new one is told.
  let newArguments: [String]

  /// What two builds gave.
  struct Outcome {
    var evidence: [RowEvidence] = []
    var missing: [RowKey] = []
    var added: [RowKey] = []
  }

  /// A row as both contenders know it; nil rows are the calibration loop.
  private struct Lane {
    let key: RowKey
    let baseRow: Int?
    let newRow: Int?
    var count = 0
    var slowdowns: [[Double]] = []
    var decisions = 0
    var totals: [(allocations: Int?, instructions: Int?)] = [(0, 0), (0, 0)]
  }

  func run(progress: (Double, String) -> Void) throws -> Outcome {
    var lanes: [Lane] = []
    var outcome = Outcome()
    for launch in 0..<launches {
      progress(Double(launch) / Double(launches), "launch \(launch + 1) of \(launches): starting")
      let processor = ["--processor", "\(launch)"]
      let base = try Contender(base, arguments + processor)
      defer { base.finish() }
      let new = try Contender(new, arguments + processor + newArguments)
      defer { new.finish() }
      if launch == 0 {
        try base.report.requireSameWork(as: new.report)
        lanes = try self.lanes(base, new)
        (outcome.missing, outcome.added) = differences(base.report, new.report)
      }
      for index in lanes.indices { lanes[index].slowdowns.append([]) }
      for round in 0..<rounds {
        progress(
          (Double(launch) + Double(round) / Double(rounds)) / Double(launches),
          "launch \(launch + 1) of \(launches): round \(round + 1) of \(rounds)")
        for index in lanes.indices { try measure(&lanes[index], base, new, round: round, turn: round + index) }
      }
    }
    outcome.evidence = lanes.map { lane in
      let decisions = Double(max(lane.decisions, 1))
      func change(_ base: Int?, _ new: Int?) -> RowEvidence.Change? {
        guard let base, let new else { return nil }
        return RowEvidence.Change(base: Double(base) / decisions, new: Double(new) / decisions)
      }
      return RowEvidence(
        key: lane.key, slowdowns: lane.slowdowns,
        allocations: change(lane.totals[0].allocations, lane.totals[1].allocations),
        instructions: change(lane.totals[0].instructions, lane.totals[1].instructions))
    }
    return outcome
  }

  /// The rows that both have, each with a count of decisions that takes the base about one slice.
  private func lanes(_ base: Contender, _ new: Contender) throws -> [Lane] {
    var lanes = [Lane(key: .calibration, baseRow: nil, newRow: nil)]
    for (place, row) in base.report.rows.enumerated() {
      guard let newRow = new.report.rows.firstIndex(where: { $0.key == row.key }) else { continue }
      lanes.append(Lane(key: row.key, baseRow: place, newRow: newRow))
    }
    for index in lanes.indices {
      let trial = lanes[index].baseRow == nil ? 10_000 : 64
      var best = Double.infinity
      for _ in 0..<3 {
        let answer = try base.measure(SliceOrder(row: lanes[index].baseRow, place: 0, count: trial))
        best = min(best, Double(answer.cpuNanoseconds) / Double(trial))
      }
      lanes[index].count = Int(min(max(sliceNanoseconds / best, 1), 1e9))
    }
    return lanes
  }

  private func differences(_ base: BenchReport, _ new: BenchReport) -> (missing: [RowKey], added: [RowKey]) {
    (
      base.rows.map(\.key).filter { new.row($0) == nil },
      new.rows.map(\.key).filter { base.row($0) == nil }
    )
  }

  /// One slice of each, the one that went second going first in the next round.
  private func measure(
    _ lane: inout Lane, _ base: Contender, _ new: Contender, round: Int, turn: Int
  ) throws {
    // A step that shares no factor with the pool, so that slices of several launches begin all over it.
    let place = (lane.slowdowns.count * rounds + round) * 10_007 % Workload.poolSize
    let baseOrder = SliceOrder(row: lane.baseRow, place: place, count: lane.count)
    let newOrder = SliceOrder(row: lane.newRow, place: place, count: lane.count)
    var answers: [SliceAnswer]
    if turn % 2 == 0 {
      answers = [try base.measure(baseOrder), try new.measure(newOrder)]
    } else {
      answers = [try new.measure(newOrder), try base.measure(baseOrder)]
      answers.reverse()
    }
    lane.slowdowns[lane.slowdowns.count - 1].append(
      log(Double(answers[1].cpuNanoseconds) / Double(answers[0].cpuNanoseconds)))
    lane.decisions += lane.count
    for side in answers.indices {
      lane.totals[side].allocations = sum(lane.totals[side].allocations, answers[side].allocations)
      lane.totals[side].instructions = sum(lane.totals[side].instructions, answers[side].instructions)
    }
  }

  private func sum(_ total: Int?, _ more: Int?) -> Int? {
    guard let total, let more else { return nil }
    return total &+ more
  }
}
