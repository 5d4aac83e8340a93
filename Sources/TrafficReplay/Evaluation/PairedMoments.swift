/// Sums and centred second moments of pairs, in one pass, so that parts of a log can be summed up apart and merged.
///
/// The update is that of Youngs and Cramer, the merge that of Chan, Golub and LeVeque ("Algorithms for computing the
/// sample variance", 1983, equations 1.5 and 2.1); neither subtracts large squares from each other.
struct PairedMoments: Hashable, Sendable {
  private(set) var count = 0
  private var xSum = CompensatedSum()
  private var ySum = CompensatedSum()
  private var xxSum = CompensatedSum()
  private var xySum = CompensatedSum()
  private var yySum = CompensatedSum()

  var xTotal: Double { xSum.value }
  var yTotal: Double { ySum.value }
  var xMean: Double { count > 0 ? xTotal / Double(count) : 0 }
  private var yMean: Double { count > 0 ? yTotal / Double(count) : 0 }

  mutating func add(_ x: Double, _ y: Double) {
    count += 1
    xSum += x
    ySum += y
    guard count > 1 else { return }
    let n = Double(count)
    let dx = n * x - xSum.value
    let dy = n * y - ySum.value
    addSquares(dx, dy, scale: 1 / (n * (n - 1)))
  }

  mutating func merge(_ other: PairedMoments) {
    guard count > 0, other.count > 0 else {
      if count == 0 { self = other }
      return
    }
    let (m, n) = (Double(count), Double(other.count))
    addSquares(other.xMean - xMean, other.yMean - yMean, scale: m * n / (m + n))
    count += other.count
    xSum += other.xSum
    ySum += other.ySum
    xxSum += other.xxSum
    xySum += other.xySum
    yySum += other.yySum
  }

  private mutating func addSquares(_ dx: Double, _ dy: Double, scale: Double) {
    xxSum += dx * dx * scale
    xySum += dx * dy * scale
    yySum += dy * dy * scale
  }

  /// The variance of x, or nil for fewer than two pairs.
  var xVariance: Double? { count > 1 ? max(xxSum.value, 0) / Double(count - 1) : nil }

  /// The sum of y over the sum of x, or nil where that of x is zero.
  var ratio: Double? { xTotal != 0 ? yTotal / xTotal : nil }

  /// The standard error of ``ratio`` by the delta method, or nil for fewer than two pairs.
  ///
  /// The variance of y − R·x over n, by the square of the mean of x; for x = 1 throughout, that is the standard error of
  /// the mean of y. Owen, "Monte Carlo theory, methods and examples", equation 9.9.
  var ratioError: Double? {
    guard count > 1, let ratio else { return nil }
    let n = Double(count)
    let squares = yySum.value - 2 * ratio * xySum.value + ratio * ratio * xxSum.value
    return (max(squares, 0) / (n - 1) / n).squareRoot() / abs(xMean)
  }
}
