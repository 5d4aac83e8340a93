import Foundation
import RoutingTestSupport
import Testing

@testable import RoutingCore

/// A Beta distribution's cumulative function by the continued fraction of Lentz ("Numerical Recipes", section 6.4), which
/// shares nothing with the tables under test.
struct ExactBeta {
  let alpha: Double
  let beta: Double

  init(_ alpha: Double, _ beta: Double) {
    self.alpha = alpha
    self.beta = beta
  }

  var mean: Double { alpha / (alpha + beta) }
  var variance: Double { mean * (1 - mean) / (alpha + beta + 1) }

  /// The probability below `x`.
  func below(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    return x < mean ? tail(x, 1 - x, alpha, beta) : 1 - tail(1 - x, x, beta, alpha)
  }

  /// The probability above `x`, with all its digits where it is small.
  func above(_ x: Double) -> Double {
    if x <= 0 { return 1 }
    if x >= 1 { return 0 }
    return x < mean ? 1 - tail(x, 1 - x, alpha, beta) : tail(1 - x, x, beta, alpha)
  }

  /// The value with this probability above it.
  func quantile(above probability: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if above(middle) > probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func tail(_ x: Double, _ complement: Double, _ a: Double, _ b: Double) -> Double {
    let front = exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * log(x) + b * log(complement)) / a
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1..<5000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / away(1 + even * d)
      c = away(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / away(1 + odd * d)
      c = away(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * fraction
  }
}

/// The logarithm of the Gamma function by Stirling's series.
func lnGamma(_ x: Double) -> Double {
  var x = x
  var shift = 0.0
  while x < 15 {
    shift -= log(x)
    x += 1
  }
  let r = 1 / (x * x)
  let series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / x
  return shift + (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series
}

/// The probability below `x` of a Gamma distribution of scale 1, by its power series.
func gammaBelow(_ x: Double, shape: Double) -> Double {
  if x <= 0 { return 0 }
  var term = 1 / shape
  var sum = term
  var n = shape
  repeat {
    n += 1
    term *= x / n
    sum += term
  } while term > sum * 1e-17
  return min(sum * exp(shape * log(x) - x - lnGamma(shape)), 1)
}

/// The largest difference between the share of samples below a value and a cumulative function (Kolmogorov and Smirnov).
func kolmogorovDistance(_ samples: [Double], _ below: (Double) -> Double) -> Double {
  var largest = 0.0
  for (rank, sample) in samples.sorted().enumerated() {
    let probability = below(sample)
    let share = Double(rank) / Double(samples.count)
    largest = max(largest, probability - share, share + 1 / Double(samples.count) - probability)
  }
  return largest
}

/// The yardstick itself.
@Suite(.offThePool) struct ExactBetaTests {
  @Test("the exact Beta distribution agrees with closed forms and with plain integration")
  func yardstick() {
    for x in [1e-9, 0.1, 0.3, 0.5, 0.77, 0.999] {
      #expect(abs(ExactBeta(1, 1).below(x) - x) < 1e-13)
      #expect(abs(ExactBeta(199, 1).below(x) - pow(x, 199)) < 1e-12)
      #expect(abs(ExactBeta(2, 2).below(x) - (3 * x * x - 2 * x * x * x)) < 1e-13)
      #expect(abs(ExactBeta(0.5, 0.5).below(x) - 2 / Double.pi * asin(x.squareRoot())) < 1e-13)
      #expect(abs(ExactBeta(7, 3).below(x) + ExactBeta(3, 7).below(1 - x) - 1) < 1e-13)
      #expect(abs(ExactBeta(3, 8).below(x) + ExactBeta(3, 8).above(x) - 1) < 1e-14)
    }
    // Simpson's rule over the density of Beta(2, 5), 30 x (1 - x)^4.
    let steps = 2000
    let width = 0.4 / Double(steps)
    let area = (0...steps).reduce(0.0) { sum, step in
      let x = Double(step) * width
      let factor = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0
      return sum + factor * 30 * x * pow(1 - x, 4)
    }
    #expect(abs(ExactBeta(2, 5).below(0.4) - area * width / 3) < 1e-12)
    #expect(abs(gammaBelow(2, shape: 1) - (1 - exp(-2))) < 1e-13)
    #expect(abs(gammaBelow(0.3, shape: 0.5) - erf(0.3.squareRoot())) < 1e-13)
    #expect(abs(lnGamma(0.5) - 0.5 * log(Double.pi)) < 1e-13)
  }
}
