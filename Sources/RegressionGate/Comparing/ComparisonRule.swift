/// When a difference counts.
package struct ComparisonRule: Hashable, Sendable {
  /// The share by which a path may be slower.
  package let tolerance: Double
  /// The share by which a path may take more instructions.
  package let instructionTolerance: Double
  /// The chance that any row of an unchanged program has an interval without zero in it.
  package let familyError: Double
  /// The seed of the bootstrap: the same reports give the same verdicts.
  package let seed: UInt64

  /// Makes a rule.
  package init(tolerance: Double, instructionTolerance: Double, familyError: Double = 0.05, seed: UInt64 = 1) {
    self.tolerance = tolerance
    self.instructionTolerance = instructionTolerance
    self.familyError = familyError
    self.seed = seed
  }

  /// The confidence of one interval among so many: Bonferroni's, which holds whatever rows have in common.
  func confidence(rows: Int) -> Double { 1 - familyError / Double(max(rows, 1)) }

  /// Whether a slowdown counts: beyond the tolerance, and more than chance.
  func isSlower(_ slowdown: Interval) -> Bool { slowdown.middle > tolerance && slowdown.low > 0 }

  /// Whether a speedup counts.
  func isFaster(_ slowdown: Interval) -> Bool { slowdown.middle < 1 / (1 + tolerance) - 1 && slowdown.high < 0 }

  /// Whether a path allocates more: at all where it did not, else beyond the tolerance.
  ///
  /// A timed run decides as many requests as it has time for, so a mean over them moves a little; nothing stays nothing.
  /// A path that learns takes a block in some thousand decisions while it does, more or fewer as rounds fall: for it
  /// alone so few count as none.
  func allocatesMore(base: Double, new: Double, learns: Bool) -> Bool {
    let unnoticed = learns ? ComparisonRule.negligibleAllocations : 0
    return new > max(base * (1 + tolerance), unnoticed)
  }

  private static let negligibleAllocations = 0.001

  /// Whether a path takes more instructions.
  func takesMoreInstructions(base: Double, new: Double) -> Bool { new > base * (1 + instructionTolerance) }
}
