/// The best of many candidates so far.
///
/// Scores are compared first; those too near to call are settled by the contract's own arithmetic.
struct Leader {
  private var index = -1
  private var score = Double.infinity

  /// The best candidate, or nil where there was none.
  var found: Int? { index < 0 ? nil : index }

  @inline(__always)
  mutating func consider(
    _ challenger: Int, score challenge: Double, undecided: Double, isBefore: (Int, Int) -> Bool
  ) {
    if challenge < score - undecided {
      (index, score) = (challenger, challenge)
    } else if challenge <= score + undecided {
      if index < 0 || isBefore(challenger, index) { (index, score) = (challenger, challenge) }
    }
  }
}
