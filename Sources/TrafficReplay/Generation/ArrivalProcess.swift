public import RoutingCore

/// The arrivals of one stream of requests, drawn one after the other without allocating.
///
/// A renewal process whose gaps have mean 1 is carried through the inverse of the expected number of arrivals so far
/// (Çınlar, Introduction to Stochastic Processes, 1975, chapter 4, for the Poisson process), which for rates that are
/// constant step by step is exact. Where the rate is r, gaps have the mean 1 / r and the spread of the law. The first
/// gap is the one from a time chosen without looking, so that the expected count is that of the curve from the start.
/// Times are whole nanoseconds: of gaps in great bursts many are shorter, and those requests come at once.
public struct ArrivalProcess: Sendable {
  private let curve: RateCurve
  private let samplers: [GapSampler]
  private let expectedInACycle: Double
  private var generator: SeededGenerator
  private var step = 0
  /// Seconds from the beginning to that of the present cycle of the curve, and from there to the present.
  private var cycleStart = 0.0
  private var secondsIntoStep = 0.0
  private var isFirst = true
  private var isAtEnd = false

  /// Makes arrivals with the same law at all times.
  public init(_ law: InterarrivalLaw, along curve: RateCurve, seed: UInt64, stream: UInt64 = 0) {
    self.init(samplers: [GapSampler(law)], along: curve, generator: SeededGenerator(seed: seed, stream: stream))
  }

  /// Makes arrivals with a law for each step, or one for all; the law of a gap is that of the step it begins in.
  init(samplers: [GapSampler], along curve: RateCurve, generator: SeededGenerator) {
    precondition(samplers.count == 1 || samplers.count == curve.rates.count, "Every step has a law.")
    self.samplers = samplers
    self.curve = curve
    self.generator = generator
    expectedInACycle = curve.rates.reduce(0) { $0 + $1 * curve.stepSeconds }
  }

  /// The next arrival, counted from zero, or nil after the end of a curve that does not repeat.
  ///
  /// At the end of representable time all requests arrive at once.
  /// - Complexity: O(1) on average; O(n) in the steps of the curve where they are crossed without an arrival.
  public mutating func next() -> Moment? {
    guard !isAtEnd else { return nil }
    var rest: Double
    if isFirst {
      isFirst = false
      // The law of the first step in which anything arrives.
      let first = curve.rates.firstIndex { $0 > 0 } ?? 0
      rest = samplers[samplers.count == 1 ? 0 : first].firstGap(using: &generator)
    } else {
      rest = samplers[samplers.count == 1 ? 0 : step].gap(using: &generator)
    }
    skipCycles(of: &rest)
    while true {
      let rate = curve.rates[step]
      let left = rate * (curve.stepSeconds - secondsIntoStep)
      if rest < left {
        secondsIntoStep += rest / rate
        return moment
      }
      rest -= max(left, 0)
      secondsIntoStep = 0
      step += 1
      guard step == curve.rates.count else { continue }
      guard curve.repeats else {
        isAtEnd = true
        return nil
      }
      step = 0
      cycleStart += Double(curve.rates.count) * curve.stepSeconds
    }
  }

  /// A gap may be longer than many days, which need not be walked through.
  private mutating func skipCycles(of rest: inout Double) {
    guard curve.repeats, rest >= expectedInACycle else { return }
    let cycles = min(rest / expectedInACycle, 0x1p52)
    let whole = Double(Int(cycles))
    rest = max(rest - whole * expectedInACycle, 0)
    if rest >= expectedInACycle { rest = 0 }
    cycleStart += whole * Double(curve.rates.count) * curve.stepSeconds
  }

  private var moment: Moment {
    // Milliseconds in two parts: the long one is whole seconds and loses nothing for three months of nanoseconds.
    let base = Moment(milliseconds: (cycleStart + Double(step) * curve.stepSeconds) * 1000)
    return base.advanced(byMilliseconds: secondsIntoStep * 1000)
  }
}
