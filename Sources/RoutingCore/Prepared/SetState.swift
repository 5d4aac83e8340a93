/// What is known of a set in the current health epoch.
struct SetState: Sendable {
  /// The epoch of the skyline, -1 before there is one.
  var epoch = -1
  var firstRow: Int32 = 0
  var endRow: Int32 = 0
  var firstCeiling: Int32 = 0
  var endCeiling: Int32 = 0
  var latency = 0.0
  var errorRate = 0.0
  var weight = 0.0
  /// How many decisions this epoch and the one before went this way, by which a skyline is found worth making.
  var uses = 0
  var formerUses = 0
  var countedEpoch = -1
  /// The epoch whose skyline turned out too large to be of use.
  var pointlessEpoch = -1

  mutating func count(in epoch: Int) {
    if countedEpoch != epoch {
      formerUses = countedEpoch == epoch - 1 ? uses : 0
      uses = 0
      countedEpoch = epoch
    }
    uses &+= 1
  }

  mutating func take(_ skyline: Skyline, epoch: Int) {
    self.epoch = epoch
    firstRow = Int32(truncatingIfNeeded: skyline.rows.lowerBound)
    endRow = Int32(truncatingIfNeeded: skyline.rows.upperBound)
    firstCeiling = Int32(truncatingIfNeeded: skyline.ceilings.lowerBound)
    endCeiling = Int32(truncatingIfNeeded: skyline.ceilings.upperBound)
    latency = skyline.largest.latency
    errorRate = skyline.largest.errorRate
    weight = skyline.largest.weight
  }

  /// The largest traits of the whole set.
  func largest(withCost cost: Double) -> CandidateTraits {
    CandidateTraits(cost: cost, latency: latency, errorRate: errorRate, isDegraded: false, weight: weight)
  }

  /// How many models a decision looks at, at most, where no budget binds.
  var looks: Int { rows.count &+ ceilings.count }

  var rows: Range<Int> { Int(firstRow)..<Int(endRow) }
  var ceilings: Range<Int> { Int(firstCeiling)..<Int(endCeiling) }
}
