/// All models in the order of what they charge for one mix of input and output, for finding the dearest within a
/// budget.
///
/// A request with r times as much of the second quantity as of the first pays `q · (p₁ + r · p₂)`. The rungs of a
/// ladder are sorted by `p₁ + ρ · p₂` for a ρ just below r, so costs lie between q times a rung and r / ρ times that,
/// and few rungs below the budget have to be looked at.
struct PriceLadder: Sendable {
  /// A model on its rung: 32 bytes.
  struct Rung: Sendable {
    let key: Double
    let firstPrice: Double
    let secondPrice: Double
    let index: Int
  }

  private let rungs: [Rung]

  /// Rounding moves neither cost nor key by more than this share.
  private static let slack = 1 + 1e-12

  init(_ compiled: CompiledRegistry, block: Int, mix: PriceMix) {
    let rows = compiled.candidates[block * compiled.count..<(block + 1) * compiled.count]
    rungs = rows.enumerated().map { index, row in
      Rung(
        key: mix.firstShare * row.firstPrice + mix.secondShare * row.secondPrice, firstPrice: row.firstPrice,
        secondPrice: row.secondPrice, index: index)
    }.sorted { $0.key < $1.key }
  }

  /// The highest cost that is not above a limit, among the members of a set; below zero where there is none.
  ///
  /// - Complexity: O(log n + k) in the numbers of models and of rungs that the mix leaves in doubt.
  func highestCost(
    of shape: RequestShape, notAbove limit: Double, mix: PriceMix, isMember: (Int) -> Bool
  ) -> Double {
    let quantity = mix.quantity(of: shape)
    let spread = mix.spread(of: shape) * PriceLadder.slack
    var low = 0
    var high = rungs.count
    while low < high {
      let middle = (low &+ high) / 2
      if rungs[middle].key * quantity > limit * PriceLadder.slack { high = middle } else { low = middle &+ 1 }
    }
    var highest = -1.0
    while low > 0 {
      low &-= 1
      let rung = rungs[low]
      if rung.key * quantity * spread < highest { break }
      let cost = shape.firstQuantity * rung.firstPrice + shape.secondQuantity * rung.secondPrice
      if cost <= limit, cost > highest, isMember(rung.index) { highest = cost }
    }
    return highest
  }
}

/// Requests that pay for their two quantities in much the same proportion.
struct PriceMix: Hashable, Sendable {
  /// The number of the mix: half octaves of the proportion, and two for requests that pay for one quantity only.
  let number: Int

  /// From 2⁻¹² to 2¹²; beyond that the dearest is sought among all.
  private static let octaves = 12
  /// Requests without a second quantity.
  private static let firstOnly = 4 * octaves
  private static let secondOnly = firstOnly + 1
  static let count = secondOnly + 1

  /// The mix of a request, nil where it is too one-sided to have one.
  init?(_ shape: RequestShape) {
    let (first, second) = (shape.firstQuantity, shape.secondQuantity)
    if second == 0 {
      number = PriceMix.firstOnly
    } else if first == 0 {
      number = PriceMix.secondOnly
    } else {
      let ratio = second / first
      guard ratio > 0x1p-12, ratio < 0x1p12 else { return nil }
      // The exponent, and whether the significand is above the root of two, make the half octave.
      let half = ratio.significand >= PriceMix.root ? 1 : 0
      number = 2 * (Int(ratio.exponent) + PriceMix.octaves) + half
    }
  }

  private static let root = 1.414_213_562_373_095

  /// ρ, the lower end of the half octave.
  private var proportion: Double {
    let octave = number / 2 - PriceMix.octaves
    let power = Double(sign: .plus, exponent: octave, significand: 1)
    return number % 2 == 0 ? power : power * PriceMix.root
  }

  var firstShare: Double { number == PriceMix.secondOnly ? 0 : 1 }

  var secondShare: Double {
    switch number {
    case PriceMix.firstOnly: 0
    case PriceMix.secondOnly: 1
    default: proportion
    }
  }

  /// What a rung is multiplied by to give the least it can cost.
  func quantity(of shape: RequestShape) -> Double {
    number == PriceMix.secondOnly ? shape.secondQuantity : shape.firstQuantity
  }

  /// How many times that it can cost at most.
  func spread(of shape: RequestShape) -> Double {
    number >= PriceMix.firstOnly ? 1 : shape.secondQuantity / (shape.firstQuantity * proportion)
  }
}
