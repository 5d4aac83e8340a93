/// How many requests a second are expected over time: one rate after the other, each for as long as the others.
public struct RateCurve: Hashable, Sendable {
  /// Requests a second in each step; none below zero, not all zero.
  public let rates: [Double]
  /// How long a step is in seconds; above zero.
  public let stepSeconds: Double
  /// Whether the curve begins again after its last step; otherwise nothing arrives after it.
  public let repeats: Bool

  /// The rates that a step may have besides zero, in requests a second.
  public static let bounds = 1e-15...1e12

  /// Makes a curve from its steps.
  public init(rates: [Double], stepSeconds: Double, repeats: Bool) {
    precondition(rates.allSatisfy { $0 == 0 || RateCurve.bounds.contains($0) }, "A rate lies between 1e-15 and 1e12.")
    precondition(rates.contains { $0 > 0 }, "A curve has a rate above zero.")
    precondition(stepSeconds >= 1e-3 && stepSeconds <= 1e9, "A step lasts from a millisecond to thirty years.")
    self.rates = rates
    self.stepSeconds = stepSeconds
    self.repeats = repeats
  }

  /// The same rate for ever.
  public static func constant(_ rate: Double) -> RateCurve {
    RateCurve(rates: [rate], stepSeconds: 3600, repeats: true)
  }

  /// A day that repeats, with a mean rate and the share of it that falls on each part of the day.
  ///
  /// There is a factor for each part of the day, all as long; only their ratios matter.
  public static func daily(mean: Double, factors: [Double]) -> RateCurve {
    let total = factors.reduce(0, +)
    precondition(total > 0, "A day has a factor above zero.")
    return RateCurve(
      rates: factors.map { mean * ($0 / total * Double(factors.count)) },
      stepSeconds: 86_400 / Double(max(factors.count, 1)), repeats: true)
  }

  /// A day that repeats and follows a cosine around a mean rate, lowest at its beginning.
  ///
  /// The rate is mean · (1 − amplitude · cos 2πt), in 288 steps of five minutes that each have the mean of the cosine
  /// over them, so that the day as a whole has the given mean. The amplitude goes from 0, a rate that does not change,
  /// to 1, none at all at the lowest.
  public static func daily(mean: Double, amplitude: Double) -> RateCurve {
    precondition((0...1).contains(amplitude), "An amplitude lies between 0 and 1.")
    let steps = 288
    // The integral of cos 2πt is sin 2πt / 2π.
    let factors = (0..<steps).map { step in
      let (start, end) = (Double(step) / Double(steps), Double(step + 1) / Double(steps))
      let mean = (Sine.ofTurns(end) - Sine.ofTurns(start)) * Double(steps) / 6.28318530717958647692528676656
      return max(1 - amplitude * mean, 0)
    }
    return daily(mean: mean, factors: factors)
  }

  /// The mean of all steps in requests a second.
  public var mean: Double { rates.reduce(0, +) / Double(rates.count) }
}
