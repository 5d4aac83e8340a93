/// How many requests a second may pass for long, and how many at once (H-038).
public struct RequestRate: Hashable, Sendable {
  /// Requests a second, above 0 and finite.
  public let perSecond: Double
  /// Requests that may come at once after a rest, at least 1.
  public let burst: Double

  /// Makes a rate, or nil where `perSecond` is not above 0 or `burst` not at least 1, or one of them not finite.
  public init?(perSecond: Double, burst: Double) {
    guard perSecond > 0, perSecond.isFinite, burst >= 1, burst.isFinite else { return nil }
    self.init(unchecked: perSecond, burst: burst)
  }

  private init(unchecked perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }

  /// What one address may do on the consumers' paths: 60 a second, 120 at once.
  public static let consumerAddress = RequestRate(unchecked: 60, burst: 120)

  /// What one address may do on the operator's paths: 30 a second, 60 at once.
  public static let admin = RequestRate(unchecked: 30, burst: 60)

  /// The rate of a key, or nil where it has none: 0 means the common rate, −1 none, and any other twice as many at once.
  ///
  /// `requestsPerSecond` is what the key's record says, and `common` is nil where keys have no common rate.
  public static func ofKey(requestsPerSecond: Double, common: RequestRate?) -> RequestRate? {
    if requestsPerSecond == 0 { return common }
    // Below one request a second, one at once must still pass.
    return RequestRate(perSecond: requestsPerSecond, burst: max(1, requestsPerSecond * 2))
  }
}

/// Whether a request may pass.
public enum RateVerdict: Hashable, Sendable {
  /// It may, and is counted.
  case allowed
  /// It may not, and is not counted; it could after so many milliseconds, at least 1, if nothing else came meanwhile.
  case refused(waitMilliseconds: Int)
}
