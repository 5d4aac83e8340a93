import TrafficReplay

/// A difference as what a policy does: "costs 34 % less", "serves \(so) many requests".
struct DifferencePhrase {
  /// What it does, without the policy that it is held against.
  let words: String
  /// What stands before the name of that policy.
  let preposition: String
  /// The interval in the unit of the words, or nil where there is none or it is no more than a point.
  let interval: String?
  /// Whether zero lies outside of the interval.
  let isSure: Bool

  init(_ difference: PolicyDifference) {
    guard let found = difference.difference else {
      (words, preposition, interval, isSure) =
        ("cannot be compared in \(DifferencePhrase.noun(difference.figure))", "with", nil, false)
      return
    }
    let verdict = found.verdict
    isSure = verdict != .notDistinguishable
    guard isSure else {
      let isSame = found.low == 0 && found.high == 0
      words = DifferencePhrase.equal(difference.figure, isSame ? "exactly as" : "as")
      preposition = "as"
      interval = isSame ? nil : DifferencePhrase.signedInterval(difference, found)
      return
    }
    let isTimes = DifferencePhrase.isTimes(difference)
    words = DifferencePhrase.unequal(difference, found)
    preposition = isTimes ? "as" : "than"
    interval = DifferencePhrase.interval(difference, found)
  }

  private static func noun(_ figure: PolicyComparison.Figure) -> String {
    switch figure {
    case .cost: "cost"
    case .firstToken: "time to the first token"
    case .endToEnd: "time to the last token"
    case .success: "requests served"
    case .attainment: "objective met"
    case .regret: "regret"
    }
  }

  private static func equal(_ figure: PolicyComparison.Figure, _ so: String) -> String {
    switch figure {
    case .cost: "costs \(so) much"
    case .firstToken: "gives the first token \(so) soon"
    case .endToEnd: "gives the last token \(so) soon"
    case .success: "serves \(so) many requests"
    case .attainment: "meets the objective \(so) often"
    case .regret: "has \(so) much regret"
    }
  }

  private static func unequal(_ difference: PolicyDifference, _ found: PairedDifference) -> String {
    let isLower = found.verdict == .lower
    let size: String
    if isTimes(difference), let relative = difference.relative {
      size = "\(digits(1 + relative.estimate)) times"
    } else if let relative = difference.relative {
      size = "\(digits(abs(relative.estimate) * 100)) %"
    } else {
      size = "\(digits(abs(found.difference) * difference.figure.scale)) \(difference.figure.unit)"
    }
    switch difference.figure {
    case .cost: return isTimes(difference) ? "costs \(size) as much" : "costs \(size) \(isLower ? "less" : "more")"
    case .firstToken, .endToEnd:
      let token = difference.figure == .firstToken ? "first" : "last"
      return isTimes(difference)
        ? "takes \(size) as long to the \(token) token"
        : "gives the \(token) token \(size) \(isLower ? "sooner" : "later")"
    case .success: return "serves \(size) \(isLower ? "fewer" : "more") requests"
    case .attainment: return "meets the objective \(size) \(isLower ? "less" : "more") often"
    case .regret:
      return isTimes(difference) ? "has \(size) as much regret" : "has \(size) \(isLower ? "less" : "more") regret"
    }
  }

  /// From twice as much on, "times" is easier to grasp than a percentage.
  private static func isTimes(_ difference: PolicyDifference) -> Bool {
    difference.relative.map { $0.estimate >= 1 } ?? false
  }

  /// Words say the direction, so the smaller size comes first.
  private static func interval(_ difference: PolicyDifference, _ found: PairedDifference) -> String {
    if isTimes(difference), let relative = difference.relative {
      return "\(digits(1 + relative.low)) to \(digits(1 + relative.high)) times"
    }
    if let relative = difference.relative {
      let sizes = [abs(relative.low), abs(relative.high)].sorted()
      return "\(digits(sizes[0] * 100)) to \(digits(sizes[1] * 100)) %"
    }
    let sizes = [abs(found.low), abs(found.high)].sorted().map { digits($0 * difference.figure.scale) }
    return "\(sizes[0]) to \(sizes[1])"
  }

  private static func signedInterval(_ difference: PolicyDifference, _ found: PairedDifference) -> String {
    if let relative = difference.relative { return "\(signed(relative.low * 100)) to \(signed(relative.high * 100)) %" }
    let scale = difference.figure.scale
    return "\(signed(found.low * scale)) to \(signed(found.high * scale)) \(difference.figure.unit)"
  }

  private static func digits(_ value: Double) -> String { DecimalText.significant(value, 2) }
  private static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + digits(value) }
}
