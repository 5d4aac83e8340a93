import TrafficReplay

/// What a comparison says in plain sentences.
struct ComparisonAnswer {
  /// A piece of a sentence; names of policies are set apart.
  enum Piece: Hashable {
    case words(String)
    case name(String)
  }

  /// Which policy costs least and which meets the objective most often.
  let lead: [Piece]
  /// A sentence for each policy but the first.
  let details: [[Piece]]

  init(_ report: ComparisonReport) {
    let comparison = report.comparison
    details = comparison.contestants.indices.dropFirst().map { place in
      ComparisonAnswer.sentence(
        about: comparison.contestants[place].name, against: comparison.contestants[0].name,
        report.differences.filter { $0.second == place })
    }
    lead = ComparisonAnswer.lead(of: comparison)
  }

  /// How a policy differs from another in what counts most: cost, what is served, the objective, and time.
  static func sentence(about name: String, against other: String, _ differences: [PolicyDifference]) -> [Piece] {
    guard differences.contains(where: { $0.difference != nil }) else {
      return [
        .name(name), .words(" cannot be told apart from "), .name(other),
        .words(": there are too few requests for an interval."),
      ]
    }
    let phrases = [PolicyComparison.Figure.cost, .success, .attainment, .firstToken].compactMap { figure in
      differences.first { $0.figure == figure }.map(DifferencePhrase.init)
    }
    var pieces: [Piece] = [.name(name), .words(" ")]
    // What the brackets hold is said once.
    var isExplained = false
    for (number, phrase) in phrases.enumerated() {
      if number > 0 { pieces.append(.words(number == phrases.count - 1 ? " and " : ", ")) }
      pieces.append(.words(phrase.words))
      if number == 0 { pieces += [.words(" \(phrase.preposition) "), .name(other)] }
      guard let interval = phrase.interval else { continue }
      let isFirst = !isExplained
      isExplained = true
      pieces.append(
        .words(
          phrase.isSure
            ? " (\(isFirst ? "95 % interval " : "")\(interval))"
            : " (not distinguishable; \(isFirst ? "95 % interval " : "")\(interval))"))
    }
    return pieces + [.words(".")]
  }
}
