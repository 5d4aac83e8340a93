/// The models of a set that could win in one health epoch, whatever the weights of the terms and whatever the budget:
/// those that no other betters in price, latency, failure and capability at once (Börzsönyi and others, "The skyline
/// operator", 2001).
struct Skyline: Sendable {
  /// Its rows in ``Skylines/rows``.
  let rows: Range<Int>
  /// The rows of the models that could be the dearest, in ``Skylines/ceilings``.
  let ceilings: Range<Int>
  /// The largest latency, error rate and capability of the whole set.
  let largest: CandidateTraits
}

/// A model of a skyline with everything that its score is made of: 64 bytes.
struct SkylineRow: Sendable {
  let firstPrice: Double
  let secondPrice: Double
  let weight: Double
  let provider: ProviderRow
  let index: Int
  /// Where the model stands in ``EligibleSets/models``.
  private(set) var place = 0

  init(_ model: PricedModel, _ provider: ProviderRow) {
    firstPrice = model.firstPrice
    secondPrice = model.secondPrice
    weight = model.weight
    self.provider = provider
    index = Int(model.index)
  }

  func placed(_ place: Int) -> SkylineRow {
    var row = self
    row.place = place
    return row
  }

  func cost(of shape: RequestShape) -> Double {
    shape.firstQuantity * firstPrice + shape.secondQuantity * secondPrice
  }

  /// Whether another model can never come before this one while health stays as it is.
  ///
  /// A better error rate alone need not show in the score, and then the id decides; everything else shows in
  /// the score or in the ties.
  func isAlwaysBefore(_ other: SkylineRow) -> Bool {
    guard provider.latency <= other.provider.latency, weight >= other.weight, firstPrice <= other.firstPrice,
      secondPrice <= other.secondPrice, provider.errorRate <= other.provider.errorRate,
      provider.degraded <= other.provider.degraded
    else { return false }
    return index < other.index || provider.latency < other.provider.latency || weight > other.weight
      || firstPrice < other.firstPrice
      || secondPrice < other.secondPrice
  }
}

/// The skylines of one health epoch, in memory that the next one takes over.
struct Skylines: Sendable {
  private(set) var rows: [SkylineRow] = []
  private(set) var ceilings: [PricedModel] = []
  /// How many rows have been compared, the unit that work is counted in.
  private(set) var comparisons = 0

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    ceilings.removeAll(keepingCapacity: true)
  }

  /// The skyline of a set; one without rows if no provider of the set can be reached.
  ///
  /// The models come from cheap to dear, so a row once kept is hardly ever bettered by a later one, and where prices
  /// tie and it is, it only stays without need.
  ///
  /// - Complexity: O(n · k) in the numbers of models of the set and of the skyline; most models meet their better at
  ///   once.
  mutating func make(
    _ set: EligibleSet, models: [PricedModel], betters: inout [Int32], health: CompiledHealth
  ) -> Skyline {
    let rows = makeRows(set, models, &betters, health)
    let ceilings = makeCeilings(set, models, health)
    return Skyline(rows: rows.range, ceilings: ceilings, largest: rows.largest)
  }

  private mutating func makeRows(
    _ set: EligibleSet, _ models: [PricedModel], _ betters: inout [Int32], _ health: CompiledHealth
  ) -> (range: Range<Int>, largest: CandidateTraits) {
    var largest = CandidateTraits(cost: 0, latency: 0, errorRate: 0, isDegraded: false, weight: 0)
    let first = rows.count
    for place in set.rivals {
      let model = models[place]
      guard health.serves(Int(model.index)) else { continue }
      let row = SkylineRow(model, health.providers[set.firstProvider &+ Int(model.provider)])
      largest.include(row)
      comparisons &+= 1
      let former = Int(betters[place])
      if former >= 0 {
        // What bettered a model in the last epoch most likely still does.
        let better = models[former]
        if health.serves(Int(better.index)),
          SkylineRow(better, health.providers[set.firstProvider &+ Int(better.provider)]).isAlwaysBefore(row)
        {
          continue
        }
      }
      var other = first
      while other < rows.count, !rows[other].isAlwaysBefore(row) { other &+= 1 }
      comparisons &+= other - first
      if other < rows.count {
        betters[place] = Int32(truncatingIfNeeded: rows[other].place)
        // What betters one model betters many, so it comes to stand where it is met sooner.
        rows.swapAt(other, first &+ (other &- first) / 2)
      } else {
        betters[place] = -1
        rows.append(row.placed(place))
      }
    }
    return (first..<rows.count, largest)
  }

  private mutating func makeCeilings(
    _ set: EligibleSet, _ models: [PricedModel], _ health: CompiledHealth
  ) -> Range<Int> {
    let first = ceilings.count
    for place in set.ceilings {
      let model = models[place]
      guard health.serves(Int(model.index)) else { continue }
      comparisons &+= 1
      var other = first
      while other < ceilings.count,
        ceilings[other].firstPrice < model.firstPrice || ceilings[other].secondPrice < model.secondPrice
      {
        other &+= 1
      }
      if other == ceilings.count { ceilings.append(model) }
    }
    return first..<ceilings.count
  }
}

extension CandidateTraits {
  fileprivate mutating func include(_ row: SkylineRow) {
    latency = ScoreFactors.higher(row.provider.latency, latency)
    errorRate = ScoreFactors.higher(row.provider.errorRate, errorRate)
    weight = ScoreFactors.higher(row.weight, weight)
  }
}
