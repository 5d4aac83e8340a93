import RoutingCore

/// Draws gaps between arrivals, of mean 1.
struct GapSampler: Sendable {
  private let law: InterarrivalLaw
  /// What a draw of scale 1 is multiplied by for a mean of 1.
  private let scale: Double

  init(_ law: InterarrivalLaw) {
    self.law = law
    switch law {
    case .exponential: scale = 1
    case .gamma(let shape):
      precondition(shape > 0 && shape.isFinite, "A shape is above zero.")
      scale = 1 / shape
    case .weibull(let shape):
      precondition(shape > 0 && shape.isFinite, "A shape is above zero.")
      // The mean of a Weibull distribution of scale 1 is Γ(1 + 1/k).
      scale = ElementaryFunctions.exp(-GammaFunction.logarithm(1 + 1 / shape))
    }
  }

  /// The gap between two arrivals.
  func gap(using generator: inout SeededGenerator) -> Double {
    switch law {
    case .exponential: exponential(using: &generator)
    case .gamma(let shape): GammaSampler.sample(shape: shape, using: &generator) * scale
    case .weibull(let shape): GapSampler.power(exponential(using: &generator), 1 / shape) * scale
    }
  }

  /// The gap from a time chosen without looking to the next arrival.
  ///
  /// Such a time falls into long gaps more often, and evenly within them: a gap drawn in proportion to its length,
  /// times a uniform share (Cox, Renewal Theory, 1962, chapter 5). Beginning so, and not with an arrival at zero, a
  /// stream has its mean rate from the start. In proportion to its length, a Gamma gap of shape k is one of shape k +
  /// 1, and the k-th power of a Weibull gap is a Gamma draw of shape 1 + 1/k.
  func firstGap(using generator: inout SeededGenerator) -> Double {
    switch law {
    case .exponential: return exponential(using: &generator)
    case .gamma(let shape):
      return GammaSampler.sample(shape: shape + 1, using: &generator) * scale * generator.unit()
    case .weibull(let shape):
      let power = GammaSampler.sample(shape: 1 + 1 / shape, using: &generator)
      return GapSampler.power(power, 1 / shape) * scale * generator.unit()
    }
  }

  private func exponential(using generator: inout SeededGenerator) -> Double {
    -ElementaryFunctions.log(1 - generator.unit())
  }

  /// A number from zero on, raised to an exponent above zero.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    ElementaryFunctions.exp(ElementaryFunctions.log(base) * exponent)
  }
}
