import TrafficReplay

/// By how much a policy differs from another in a figure, in the unit in which readers are told.
struct PolicyDifference: Hashable, Sendable {
  let figure: PolicyComparison.Figure
  /// The places of the two policies in the comparison.
  let first: Int
  let second: Int
  /// The two means, in the figure's own unit; nil where no request has the figure.
  let firstMean: Double?
  let secondMean: Double?
  /// The difference with its interval, in the figure's own unit; nil where there is too little to say.
  let difference: PairedDifference?

  init(
    _ figure: PolicyComparison.Figure, from first: Int, to second: Int, means: (Double?, Double?),
    _ difference: PairedDifference?
  ) {
    (self.figure, self.first, self.second, self.difference) = (figure, first, second, difference)
    (firstMean, secondMean) = means
  }

  init(_ comparison: PolicyComparison, _ figure: PolicyComparison.Figure, from first: Int, to second: Int) {
    self.init(
      figure, from: first, to: second, means: (comparison.mean(figure, of: first), comparison.mean(figure, of: second)),
      comparison.difference(in: figure, from: first, to: second))
  }

  /// The difference relative to the first mean, with its interval; nil where that mean is not positive, and
  /// for shares, whose differences are percentage points already.
  ///
  /// The mean is taken as known: its own error is small beside that of the difference.
  var relative: IntervalChart.Interval? {
    guard let difference, let firstMean, firstMean > 0, !figure.isShare else { return nil }
    return IntervalChart.Interval(
      difference.difference / firstMean, low: difference.low / firstMean, high: difference.high / firstMean)
  }

  /// What the verdict means for who pays and waits; nil where it is none or the figure is the same.
  var isBetter: Bool? {
    switch difference?.verdict {
    case .lower: !figure.moreIsBetter
    case .higher: figure.moreIsBetter
    case .notDistinguishable, nil: nil
    }
  }

  /// The verdict in words.
  var verdict: String {
    guard let difference else { return "too little to say" }
    guard let isBetter else { return difference.verdict.name }
    return "\(difference.verdict.name): \(isBetter ? "better" : "worse")"
  }
}

extension PolicyComparison.Figure {
  /// What the figure is called before a reader.
  var label: String {
    switch self {
    case .cost: "Cost"
    case .firstToken: "Mean time to first token"
    case .endToEnd: "Mean time to last token"
    case .success: "Served"
    case .attainment: "Objective met"
    case .regret: "Mean regret"
    }
  }

  /// The unit of differences before a reader.
  var unit: String {
    switch self {
    case .cost: "USD per 1,000 requests"
    case .firstToken, .endToEnd: "ms"
    case .success, .attainment: "percentage points"
    case .regret: "score"
    }
  }

  /// The name in tables for programs.
  var key: String {
    switch self {
    case .cost: "cost_usd_per_1000_requests"
    case .firstToken: "first_token_mean_ms"
    case .endToEnd: "end_to_end_mean_ms"
    case .success: "served_percent"
    case .attainment: "objective_met_percent"
    case .regret: "regret_mean"
    }
  }

  /// How many of a reader's units the figure's own has.
  var scale: Double {
    switch self {
    case .cost: 1000
    case .firstToken, .endToEnd, .regret: 1
    case .success, .attainment: 100
    }
  }

  /// Whether it is a share of the requests.
  var isShare: Bool { self == .success || self == .attainment }

  /// Whether higher is what one wants.
  var moreIsBetter: Bool {
    switch self {
    case .cost, .firstToken, .endToEnd, .regret: false
    case .success, .attainment: true
    }
  }
}
