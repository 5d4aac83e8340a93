/// How many of some attempts failed, and within which bounds the true share lies.
public struct FailureShare: Hashable, Sendable {
  /// How many attempts there were.
  public private(set) var attempts = 0
  /// How many of them failed.
  public private(set) var failures = 0

  init() {}

  /// Makes a share; there are no more failures than attempts, and no less than none of either.
  public init(failures: Int, of attempts: Int) {
    precondition(attempts >= 0 && (0...attempts).contains(failures), "More cannot fail than are tried.")
    self.failures = failures
    self.attempts = attempts
  }

  mutating func add(_ other: FailureShare) {
    attempts += other.attempts
    failures += other.failures
  }

  /// The bounds within which the true share lies with 95 % confidence, or nil without attempts.
  ///
  /// The score interval of Wilson ("Probable inference, the law of succession, and statistical inference", JASA 1927),
  /// which says something also where nothing failed.
  public var interval: ClosedRange<Double>? {
    guard attempts > 0 else { return nil }
    let z = 1.959963984540054
    let (n, share) = (Double(attempts), Double(failures) / Double(attempts))
    let middle = share + z * z / (2 * n)
    let width = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At none and at all, rounding must not carry a bound over the end.
    let lower = failures == 0 ? 0 : max((middle - width) / scale, 0)
    let upper = failures == attempts ? 1 : min((middle + width) / scale, 1)
    return lower...upper
  }
}
