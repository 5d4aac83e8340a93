import TrafficReplay

extension ComparisonAnswer {
  /// The policy that is best in a figure, and those that it is not sure to be better than.
  struct Winner: Hashable {
    let place: Int
    let value: Double
    let rivals: [Int]

    /// Nil where no policy has the figure.
    init?(_ comparison: PolicyComparison, _ figure: PolicyComparison.Figure) {
      let means = comparison.contestants.indices.compactMap { place in
        comparison.mean(figure, of: place).map { (place: place, mean: $0) }
      }
      guard var best = means.first else { return nil }
      for one in means where figure.moreIsBetter ? one.mean > best.mean : one.mean < best.mean { best = one }
      let worse = figure.moreIsBetter ? PairedDifference.Verdict.lower : .higher
      (place, value) = (best.place, best.mean)
      rivals = means.map(\.place).filter { other in
        other != best.place && comparison.difference(in: figure, from: best.place, to: other)?.verdict != worse
      }
    }
  }

  /// Which policy costs least and which meets the objective most often, and whether that is sure.
  static func lead(of comparison: PolicyComparison) -> [Piece] {
    guard comparison.requestCount > 0, let cost = Winner(comparison, .cost),
      let attainment = Winner(comparison, .attainment)
    else { return [.words("There were no requests, so there is nothing to compare.")] }
    let names = comparison.contestants.map(\.name)
    let price = "\(DecimalText.significant(cost.value * 1000, 3)) USD per 1,000 requests"
    let share = "\(DecimalText.fixed(attainment.value * 100, 1)) % of requests"
    guard names.count > 1 else {
      return [
        .name(names[0]), .words(" costs \(price) and meets the objective for \(share). There is no other to compare."),
      ]
    }
    var pieces: [Piece] = [.name(names[cost.place]), .words(" costs least, \(price)")]
    pieces += sureness(of: cost, names)
    if attainment.place == cost.place {
      pieces.append(.words(", and it also meets the objective most often, for \(share)"))
    } else {
      pieces += [
        .words(cost.rivals.isEmpty ? "; " : ". "), .name(names[attainment.place]),
        .words(" meets the objective most often, for \(share)"),
      ]
    }
    return pieces + sureness(of: attainment, names) + [.words(".")]
  }

  private static func sureness(of winner: Winner, _ names: [String]) -> [Piece] {
    guard !winner.rivals.isEmpty else { return [] }
    guard winner.rivals.count < names.count - 1 || names.count == 2 else {
      return [.words(" (not distinguishable from any other)")]
    }
    var pieces: [Piece] = [.words(" (not distinguishable from ")]
    for (number, rival) in winner.rivals.enumerated() {
      if number > 0 { pieces.append(.words(number == winner.rivals.count - 1 ? " and " : ", ")) }
      pieces.append(.name(names[rival]))
    }
    return pieces + [.words(")")]
  }
}
