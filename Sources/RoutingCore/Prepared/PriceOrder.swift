/// The models of a registry from cheap to dear, once for each block of its price rows.
///
/// A model that is no dearer than another in both prices comes first, whatever is asked for; so one pass in this order
/// meets every model after those that could make it superfluous. Built once per registry and shared by all threads.
final class PriceOrders: Sendable {
  /// The places of the models in ascending order, block after block.
  let models: [Int32]
  /// For each block, the requests for which different prices make different costs.
  let ratios: [DistinctCosts]

  /// - Complexity: O(b · n log n) in the number of blocks and models.
  init(_ compiled: CompiledRegistry) {
    var models: [Int32] = []
    var ratios: [DistinctCosts] = []
    models.reserveCapacity(compiled.candidates.count)
    let blocks = compiled.count > 0 ? compiled.candidates.count / compiled.count : 0
    for block in 0..<blocks {
      let rows = compiled.candidates[block * compiled.count..<(block + 1) * compiled.count]
      let sums = rows.map { $0.firstPrice + $0.secondPrice }
      let weights = rows.map(\.weight)
      models += (0..<compiled.count).sorted { left, right in
        if sums[left] != sums[right] { return sums[left] < sums[right] }
        return weights[left] != weights[right] ? weights[left] > weights[right] : left < right
      }.map { Int32(truncatingIfNeeded: $0) }
      ratios.append(DistinctCosts(first: rows.map(\.firstPrice), second: rows.map(\.secondPrice)))
    }
    self.models = models
    self.ratios = ratios
  }
}

/// For which requests a model that is cheaper in one price and dearer in none costs less, and not just as much.
///
/// Both costs are sums of rounded products, and a small product can vanish beside a large one: then two models of
/// different prices tie, and the id decides. With u = 2⁻⁵³, prices that differ by a share δ of the larger give
/// different costs as long as the product they are part of is more than 4.1 · u / δ of the sum. For prices of
/// real catalogues that holds unless a request has millions of times more tokens on one side than on the other.
struct DistinctCosts: Sendable {
  /// The bounds of the second quantity over the first, where both are above zero.
  private let lowest: Double
  private let highest: Double
  /// Whether each price tells models apart where the other counts for nothing.
  private let firstIsDistinct: Bool
  private let secondIsDistinct: Bool

  /// Below this a product of price and quantity could lose digits to underflow.
  private static let smallestPrice = 1e-270

  init(first: [Double], second: [Double]) {
    // What a price must be of the other side's, at least, for its differences to be seen.
    let firstReach = DistinctCosts.smallestGap(first) * 0x1p48 - 1
    let secondReach = DistinctCosts.smallestGap(second) * 0x1p48 - 1
    var highest = Double.infinity
    var lowest = 0.0
    for (first, second) in zip(first, second) {
      if first > 0, second > 0 {
        let limit = firstReach * (first / second)
        highest = limit < highest ? limit : highest
        let bound = first / second / secondReach
        lowest = bound > lowest ? bound : lowest
      }
    }
    firstIsDistinct = firstReach > 0 && DistinctCosts.arePlain(first)
    secondIsDistinct = secondReach > 0 && DistinctCosts.arePlain(second)
    let isPrecise = firstIsDistinct && secondIsDistinct
    self.lowest = isPrecise ? lowest : .infinity
    self.highest = isPrecise ? highest : 0
  }

  /// Whether different prices make different costs for so much of each quantity.
  func hold(first: Double, second: Double) -> Bool {
    // A quantity of zero takes its price out of the comparison altogether, but the other still has to tell.
    if second == 0 { return first == 0 || firstIsDistinct }
    if first == 0 { return secondIsDistinct }
    return second <= first * highest && second >= first * lowest
  }

  private static func arePlain(_ prices: [Double]) -> Bool {
    prices.allSatisfy { $0 == 0 || $0 > smallestPrice }
  }

  /// The smallest difference of two prices as a share of the larger, 1 where there are no two.
  private static func smallestGap(_ prices: [Double]) -> Double {
    let sorted = prices.sorted()
    var gap = 1.0
    for (low, high) in zip(sorted, sorted.dropFirst()) where low < high {
      let share = (high - low) / high
      gap = share < gap ? share : gap
    }
    return gap
  }
}
