/// The models that pass every filter but health and budget, kept for as long as the registry stands.
///
/// Requests of many policies and lengths lead to the same few dozen sets, so what is found out about one of them
/// serves all. Of its models only those are kept that could matter: a model that is dearer and less capable than
/// another at the same provider can neither win nor be the most capable, whatever the provider's health.
struct EligibleSet: Sendable {
  /// Which block of price rows holds.
  let block: Int
  /// Where the column of provider numbers begins.
  let firstProvider: Int
  /// Which prices count at all.
  let prices: PricesThatCount
  /// Where its bits begin in ``EligibleSets/words``.
  let firstWord: Int
  /// Its models that could win, from cheap to dear.
  let rivals: Range<Int>
  /// Its models that could be the dearest, from dear to cheap.
  let ceilings: Range<Int>
  /// How many models there are, for weighing what a scan of them costs.
  let count: Int
}

/// Which of its two prices a request pays; a quantity of zero takes one out.
struct PricesThatCount: Equatable, Sendable {
  let first: Bool
  let second: Bool
}

/// A model of a set with what does not change with health: 32 bytes.
struct PricedModel: Sendable {
  /// The prices that count; the other is zero here, so that it tells no models apart.
  let firstPrice: Double
  let secondPrice: Double
  let weight: Double
  let provider: Int32
  let index: Int32

  func cost(of shape: RequestShape) -> Double {
    shape.firstQuantity * firstPrice + shape.secondQuantity * secondPrice
  }

  /// Whether another model at the same provider can never come before this one.
  ///
  /// Every step from these numbers to the rank is monotone, rounding included. Where nothing tells two models apart,
  /// the id does.
  func isAlwaysBefore(_ other: PricedModel) -> Bool {
    guard firstPrice <= other.firstPrice, secondPrice <= other.secondPrice, weight >= other.weight else { return false }
    return index < other.index || firstPrice < other.firstPrice || secondPrice < other.secondPrice
      || weight > other.weight
  }
}

/// All sets that requests have led to, each once.
struct EligibleSets: Sendable {
  private(set) var sets: [EligibleSet] = []
  private(set) var words: [UInt64] = []
  private(set) var models: [PricedModel] = []
  /// For each model, the place of one that bettered it when the set's skyline was last made, or -1.
  var betters: [Int32] = []
  /// How many models, or words of bits, have been looked at, the unit that work is counted in.
  private(set) var looks = 0
  /// For each provider, the last of its models kept in the set that is being made.
  private var lastOfProvider: [Int32]
  /// For each model kept since `firstKept`, the one kept before it at the same provider.
  private var previous: [Int32] = []
  private var firstKept = 0

  init(providerCount: Int) {
    lastOfProvider = Array(repeating: -1, count: max(providerCount, 1))
  }

  mutating func removeAll() {
    sets.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    models.removeAll(keepingCapacity: true)
    betters.removeAll(keepingCapacity: true)
  }

  /// The skyline of a set in one health epoch.
  mutating func skyline(of set: Int, health: CompiledHealth, in skylines: inout Skylines) -> Skyline {
    skylines.make(sets[set], models: models, betters: &betters, health: health)
  }

  /// Whether a model belongs to a set.
  func contains(_ index: Int, inSetFrom firstWord: Int) -> Bool {
    words[firstWord + index / 64] & (1 << UInt64(index % 64)) != 0
  }

  /// The number of a set; makes it where it is new.
  ///
  /// - Complexity: O(n / 64 · s) in the numbers of models and sets; O(n · m) for a new one, m being the models of one
  ///   provider.
  mutating func number(
    _ scan: CandidateScan, _ shape: RequestShape, _ policy: CompiledPolicy, firstProvider: Int,
    _ compiled: CompiledRegistry, _ orders: PriceOrders
  ) -> Int {
    let firstWord = words.count
    for index in 0..<compiled.bits.wordCount {
      words.append(policy.permitted[index] & scan.staticWord(index, bits: compiled.bits))
    }
    let block = Int(shape.block)
    let prices = PricesThatCount(first: shape.firstQuantity != 0, second: shape.secondQuantity != 0)
    looks &+= compiled.bits.wordCount * 4 &+ sets.count
    for (number, set) in sets.enumerated() {
      if set.block == block, set.firstProvider == firstProvider, set.prices == prices,
        haveEqualBits(set.firstWord, firstWord, compiled.bits.wordCount)
      {
        words.removeLast(compiled.bits.wordCount)
        return number
      }
    }
    sets.append(
      make(block: block, firstProvider: firstProvider, prices: prices, firstWord: firstWord, compiled, orders))
    return sets.count - 1
  }

  private mutating func haveEqualBits(_ one: Int, _ other: Int, _ count: Int) -> Bool {
    for index in 0..<count where words[one + index] != words[other + index] {
      looks &+= index
      return false
    }
    return true
  }

  private mutating func make(
    block: Int, firstProvider: Int, prices: PricesThatCount, firstWord: Int, _ compiled: CompiledRegistry,
    _ orders: PriceOrders
  ) -> EligibleSet {
    let order = block * compiled.count..<(block + 1) * compiled.count
    looks &+= compiled.count * 2
    var count = 0
    let firstRival = models.count
    startOver()
    for place in order {
      guard let model = member(Int(orders.models[place]), block, prices, firstWord, compiled) else { continue }
      count += 1
      keep(model) { $0.isAlwaysBefore(model) }
    }
    let firstCeiling = models.count
    startOver()
    for place in order.reversed() {
      guard let model = member(Int(orders.models[place]), block, prices, firstWord, compiled) else { continue }
      keep(model) { $0.firstPrice >= model.firstPrice && $0.secondPrice >= model.secondPrice }
    }
    return EligibleSet(
      block: block, firstProvider: firstProvider, prices: prices, firstWord: firstWord,
      rivals: firstRival..<firstCeiling, ceilings: firstCeiling..<models.count, count: count)
  }

  private func member(
    _ index: Int, _ block: Int, _ prices: PricesThatCount, _ firstWord: Int, _ compiled: CompiledRegistry
  ) -> PricedModel? {
    guard contains(index, inSetFrom: firstWord) else { return nil }
    let row = compiled.candidates[block * compiled.count + index]
    return PricedModel(
      firstPrice: prices.first ? row.firstPrice : 0, secondPrice: prices.second ? row.secondPrice : 0,
      weight: row.weight, provider: Int32(truncatingIfNeeded: row.provider), index: Int32(truncatingIfNeeded: index))
  }

  private mutating func startOver() {
    for provider in lastOfProvider.indices { lastOfProvider[provider] = -1 }
    previous.removeAll(keepingCapacity: true)
    firstKept = models.count
    looks &+= lastOfProvider.count
  }

  /// Keeps a model unless one kept before it at the same provider makes it superfluous.
  private mutating func keep(_ model: PricedModel, unless isSuperfluousBeside: (PricedModel) -> Bool) {
    var other = lastOfProvider[Int(model.provider)]
    while other >= 0 {
      looks &+= 1
      if isSuperfluousBeside(models[Int(other)]) { return }
      other = previous[Int(other) - firstKept]
    }
    previous.append(lastOfProvider[Int(model.provider)])
    lastOfProvider[Int(model.provider)] = Int32(truncatingIfNeeded: models.count)
    models.append(model)
    betters.append(-1)
  }
}
