import RoutingCore

/// What is known of one row in two programs.
package struct RowEvidence: Hashable, Sendable {
  /// The row.
  package let key: RowKey
  /// Logarithms of how many times longer a decision takes, a group for each launch of the two programs.
  package var slowdowns: [[Double]]
  /// The same relative to the yardstick of each program, or empty where that was not measured.
  package var slowdownsToYardstick: [[Double]]
  /// Blocks of memory a decision before and after.
  package var allocations: Change?
  /// Instructions a decision before and after.
  package var instructions: Change?

  /// A figure in two programs.
  package struct Change: Hashable, Sendable {
    /// In the base.
    package let base: Double
    /// In what is compared with it.
    package let new: Double

    /// Makes a change.
    package init(base: Double, new: Double) {
      self.base = base
      self.new = new
    }
  }

  /// Puts together what is known.
  package init(
    key: RowKey, slowdowns: [[Double]], slowdownsToYardstick: [[Double]] = [], allocations: Change? = nil,
    instructions: Change? = nil
  ) {
    self.key = key
    self.slowdowns = slowdowns
    self.slowdownsToYardstick = slowdownsToYardstick
    self.allocations = allocations
    self.instructions = instructions
  }
}

extension RowEvidence {
  /// What two reports say of a row that both hold.
  ///
  /// Rounds of the same number begin at the same place of the pool and are set against each other. A decision is
  /// measured by the calibration loop beside it, and by the yardstick of its round.
  init(_ key: RowKey, base: BenchReport, new: BenchReport) {
    let rows = (base.row(key), new.row(key))
    let yardstickKey = RowKey(path: RowKey.yardstick, models: key.models, threads: key.threads, mode: key.mode)
    let yardsticks = (base.row(yardstickKey), new.row(yardstickKey))
    let slowdowns = RowEvidence.slowdowns(
      base: RowEvidence.quotients(rows.0?.rates, rows.0?.calibration),
      new: RowEvidence.quotients(rows.1?.rates, rows.1?.calibration))
    let toYardstick = RowEvidence.slowdowns(
      base: RowEvidence.quotients(rows.0?.rates, yardsticks.0?.rates),
      new: RowEvidence.quotients(rows.1?.rates, yardsticks.1?.rates))
    self.init(
      key: key, slowdowns: slowdowns, slowdownsToYardstick: key.path == RowKey.yardstick ? [] : toYardstick,
      allocations: Change(rows.0?.allocations, rows.1?.allocations),
      instructions: Change(rows.0?.instructions, rows.1?.instructions))
  }

  private static func quotients(_ rates: [Double]?, _ others: [Double]?) -> [Double] {
    zip(rates ?? [], others ?? []).map { $0 / $1 }
  }

  private static func slowdowns(base: [Double], new: [Double]) -> [[Double]] {
    let pairs = zip(base, new).map { ElementaryFunctions.log($0 / $1) }
    return pairs.isEmpty ? [] : [pairs]
  }
}

extension RowEvidence.Change {
  /// A figure that both programs have.
  init?(_ base: Double?, _ new: Double?) {
    guard let base, let new else { return nil }
    self.init(base: base, new: new)
  }
}
