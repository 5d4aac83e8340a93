import Foundation

/// Distribution functions and distances by other formulas than those of the source.
enum DistributionCheck {
  /// The chance that a Gamma variable of mean 1 is at most `x`, by the series of Abramowitz and Stegun 6.5.29.
  static func gamma(_ x: Double, shape: Double) -> Double {
    let z = x * shape
    guard z > 0 else { return 0 }
    var term = pow(z, shape) * exp(-z) / tgamma(shape + 1)
    var sum = term
    var n = 1.0
    while term > sum * 1e-12 || n < z {
      term *= z / (shape + n)
      sum += term
      n += 1
    }
    return min(sum, 1)
  }

  /// The chance that a Weibull variable of mean 1 is at most `x`.
  static func weibull(_ x: Double, shape: Double) -> Double {
    1 - exp(-pow(x * tgamma(1 + 1 / shape), shape))
  }

  /// The greatest distance of a sample from a distribution function, value by value from `least` on.
  static func distance(_ sample: [Double], least: Double = 0, from distribution: (Double) -> Double) -> Double {
    let sorted = sample.sorted()
    let n = Double(sorted.count)
    return sorted.enumerated().reduce(0) { greatest, entry in
      guard entry.element >= least else { return greatest }
      let expected = distribution(entry.element)
      return max(greatest, abs(Double(entry.offset) / n - expected), abs(Double(entry.offset + 1) / n - expected))
    }
  }

  /// The greatest distance of two samples, by counting both at every value.
  static func distance(_ first: [Int], _ second: [Int]) -> Double {
    Set(first + second).reduce(0) { greatest, value in
      let a = Double(first.count { $0 <= value }) / Double(first.count)
      let b = Double(second.count { $0 <= value }) / Double(second.count)
      return max(greatest, abs(a - b))
    }
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  static func variation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot() / mean
  }
}
