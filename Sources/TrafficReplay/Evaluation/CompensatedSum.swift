/// A sum that carries along what rounding took from it.
///
/// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974: the error stays near one
/// rounding of the result, however many terms there are.
struct CompensatedSum: Hashable, Sendable {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum so far.
  var value: Double { sum + lost }

  static func += (total: inout CompensatedSum, term: Double) {
    let sum = total.sum + term
    total.lost += abs(total.sum) >= abs(term) ? (total.sum - sum) + term : (term - sum) + total.sum
    total.sum = sum
  }

  static func += (total: inout CompensatedSum, other: CompensatedSum) {
    total += other.sum
    total += other.lost
  }
}
