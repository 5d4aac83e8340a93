/// The inverse of a Beta distribution's cumulative function, tabulated so that a draw is one look-up.
///
/// Thompson sampling takes the largest of many draws, so the tails decide: each tail is cut into octaves down to 2⁻¹⁶, and
/// each octave into eight cells. Between knots, which are exact to ``largestErrorOfKnots``, the function is taken as straight.
/// The distribution so drawn differs from the exact one by less than ``largestError`` in probability anywhere, where
/// neither parameter is below ½. Knots are doubles: a single-precision number cannot tell the draws of an arm that never
/// failed from 1.
struct BetaQuantiles {
  /// Octaves of each tail: the outermost cell has a probability of 2⁻¹⁶.
  static let octaves = 16
  static let cellsPerOctave = 8
  /// Cells of one tail, the outermost one beyond the octaves included.
  static let cellsPerTail = octaves * cellsPerOctave
  /// Knots of both tails.
  static let knotCount = 2 * cellsPerTail + 1
  /// How far a knot's probability may be off.
  static let largestErrorOfKnots = 1e-6
  /// The largest difference of the cumulative functions (Kolmogorov's distance), as measured over a grid of parameters
  /// from ½ up.
  static let largestError = 0.001
  /// The same for parameters from 0.2 to ½; only arms have one that did nothing but fail, or never did, in more than 400
  /// attempts.
  static let largestErrorOfCertainArms = 0.004

  /// The probability below a knot of the lower tail, by its place from the end: 0, then octave by octave up to ½.
  static func probability(ofKnot place: Int) -> Double {
    guard place > 0 else { return 0 }
    // The octaves reach from 2⁻¹⁶ to ½, 15 of them; the first eight cells share what lies below.
    let octave = place / cellsPerOctave
    let step = Double(place % cellsPerOctave) / Double(cellsPerOctave)
    if octave == 0 { return step * 0x1p-16 }
    return Double(sign: .plus, exponent: octave - octaves - 1, significand: 1 + step)
  }

  /// The probability below a knot, by its place among all knots.
  static func cumulative(ofKnot place: Int) -> Double {
    place <= cellsPerTail ? probability(ofKnot: place) : 1 - probability(ofKnot: knotCount - 1 - place)
  }

  /// The probability of a cell, by its place among all cells.
  static func probability(ofCell cell: Int) -> Double {
    let place = min(cell, knotCount - 2 - cell)
    return probability(ofKnot: place + 1) - probability(ofKnot: place)
  }

  /// Where a probability below ½ lies among the knots: the cell, and how far into it.
  static func cell(of probability: Double) -> (cell: Int, share: Double) {
    if probability < 0x1p-16 {
      let scaled = probability * 0x1p16 * Double(cellsPerOctave)
      let cell = min(Int(scaled), cellsPerOctave - 1)
      return (cell, scaled - Double(cell))
    }
    // The exponent picks the octave and the three highest bits of the fraction the cell; the rest is the share.
    let bits = probability.bitPattern
    let octave = Int(bits >> 52) - 1023 + octaves + 1
    let cell = Int((bits >> 49) & 7)
    let share = Double(bits & 0x1_FFFF_FFFF_FFFF) * 0x1p-49
    return (octave * cellsPerOctave + cell, share)
  }

  /// The knots of a distribution from 0 to 1: the lower tail outwards in, the median, the upper tail inwards out.
  static func knots(of distribution: BetaDistribution) -> [Double] {
    let curve = LogitCurve(distribution)
    var knots: [Double] = []
    knots.reserveCapacity(knotCount)
    for place in 0...cellsPerTail {
      knots.append(place == 0 ? 0 : curve.quantile(lower: probability(ofKnot: place)))
    }
    for place in (0..<cellsPerTail).reversed() {
      knots.append(place == 0 ? 1 : curve.quantile(upper: probability(ofKnot: place)))
    }
    // Rounding may swap neighbours that are all but equal.
    for place in 1..<knotCount where knots[place] < knots[place - 1] { knots[place] = knots[place - 1] }
    return knots
  }
}

/// A Beta distribution over the logit of its variable, where it is smooth and both tails fall off exponentially.
private struct LogitCurve {
  private let start: Double
  private let step: Double
  private let densities: [Double]
  /// Areas below and above each point of the grid; each tail is summed from its own end, so neither loses its digits.
  private let below: [Double]
  private let above: [Double]

  /// The curve on a grid that reaches to where the density is 2⁻⁴⁰ of its height.
  init(_ distribution: BetaDistribution) {
    let points = 512
    let (alpha, beta) = LogitCurve.tamed(distribution)
    func logDensity(_ t: Double) -> Double {
      // log x = −log(1 + e^−t), written so that neither exponential overflows.
      let logX = t < 0 ? t - LogitCurve.log1p(t) : -LogitCurve.log1p(-t)
      return alpha * logX + beta * (logX - t)
    }
    let peak = ElementaryFunctions.log(alpha / beta)
    let height = logDensity(peak)
    func edge(_ direction: Double) -> Double {
      var reach = 0.001
      while logDensity(peak + direction * reach) > height - 28 { reach *= 1.25 }
      return peak + direction * reach
    }
    let low = edge(-1)
    let high = edge(1)
    let step = (high - low) / Double(points)
    var densities: [Double] = []
    var slopes: [Double] = []
    for point in 0...points {
      let t = low + Double(point) * step
      let density = ElementaryFunctions.exp(logDensity(t) - height)
      let x = 1 / (1 + ElementaryFunctions.exp(-t))
      densities.append(density)
      slopes.append(density * (alpha * (1 - x) - beta * x))
    }
    // Each cell by the trapezium with its end correction, exact for cubics.
    let areas = (0..<points).map { cell in
      step / 2 * (densities[cell] + densities[cell + 1]) + step * step / 12 * (slopes[cell] - slopes[cell + 1])
    }
    // Beyond the grid the tails are exponentials whose areas are density / rate.
    let lowTail = densities[0] / alpha
    let highTail = densities[points] / beta
    let total = areas.reduce(lowTail + highTail, +)
    var below = [lowTail / total]
    for area in areas { below.append(below[below.count - 1] + area / total) }
    var above = [highTail / total]
    for area in areas.reversed() { above.append(above[above.count - 1] + area / total) }
    self.start = low
    self.step = step
    self.densities = densities.map { $0 / total }
    self.below = below
    self.above = above.reversed()
  }

  /// Parameters that neither overflow nor vanish on the way: a mass of at most 10⁹, and each at least 10⁻⁹.
  private static func tamed(_ distribution: BetaDistribution) -> (alpha: Double, beta: Double) {
    let halfMass = distribution.alpha / 2 + distribution.beta / 2
    let scale = halfMass > 5e8 ? 5e8 / halfMass : 1
    return (max(distribution.alpha * scale, 1e-9), max(distribution.beta * scale, 1e-9))
  }

  /// The value with this probability below it.
  func quantile(lower probability: Double) -> Double {
    LogitCurve.variable(atLogit: logit { below[$0] - probability })
  }

  /// The value with this probability above it.
  func quantile(upper probability: Double) -> Double {
    LogitCurve.variable(atLogit: logit { probability - above[$0] })
  }

  /// The logit at which a rising function of the grid passes zero.
  private func logit(_ excess: (Int) -> Double) -> Double {
    var low = 0
    var high = densities.count - 1
    guard excess(low) < 0 else { return start }
    guard excess(high) > 0 else { return start + step * Double(high) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if excess(middle) < 0 { low = middle } else { high = middle }
    }
    // Inside the cell the area is a cubic given by its ends; a few Newton steps from the chord solve it.
    let area = excess(high) - excess(low)
    let goal = -excess(low) / area
    let (a, b) = (densities[low] * step / area, densities[high] * step / area)
    var share = goal
    for _ in 0..<4 {
      let value = ((a + b - 2) * share + (3 - 2 * a - b)) * share * share + a * share
      let slope = (3 * (a + b - 2) * share + 2 * (3 - 2 * a - b)) * share + a
      guard slope > 0 else { break }
      share = min(max(share - (value - goal) / slope, 0), 1)
    }
    return start + step * (Double(low) + share)
  }

  private static func variable(atLogit t: Double) -> Double {
    1 / (1 + ElementaryFunctions.exp(-t))
  }

  /// log(1 + e^t) for t up to 0.
  private static func log1p(_ t: Double) -> Double {
    let x = ElementaryFunctions.exp(t < 0 ? t : -t)
    // Below 2⁻²⁷ the square no longer shows in the last bit.
    return x < 0x1p-27 ? x : ElementaryFunctions.log(1 + x)
  }
}
