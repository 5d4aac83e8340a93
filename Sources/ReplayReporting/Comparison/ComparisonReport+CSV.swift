import TrafficReplay

extension ComparisonReport {
  /// The figures, a row a policy.
  ///
  /// - Complexity: O(policies × tenants).
  public var figuresCSV: [UInt8] {
    let figures = PolicyFigure.all(budget: setup.budget)
    var table = CSVText(head: ["policy"] + figures.map(\.key))
    for contestant in comparison.contestants {
      table.add([contestant.name] + figures.map { CSVText.number($0.value(contestant.outcomes)) })
    }
    return table.bytes
  }

  /// The differences from the first policy, a row a policy and figure.
  ///
  /// - Complexity: O(policies).
  public var differencesCSV: [UInt8] {
    var table = CSVText(
      head: [
        "policy", "against", "figure", "mean", "mean_against", "difference", "low", "high", "confidence", "verdict",
      ])
    for difference in differences {
      let scale = difference.figure.scale
      let found = difference.difference
      let numbers = [
        difference.secondMean.map { $0 * scale }, difference.firstMean.map { $0 * scale },
        found.map { $0.difference * scale }, found.map { $0.low * scale }, found.map { $0.high * scale },
        found?.confidence,
      ]
      table.add(
        [
          comparison.contestants[difference.second].name, comparison.contestants[difference.first].name,
          difference.figure.key,
        ] + numbers.map(CSVText.number) + [found?.verdict.name ?? "too little to say"])
    }
    return table.bytes
  }

  /// What happened over time, a row a policy and bin; bins in which nothing happened are there, too.
  ///
  /// - Complexity: O(policies × bins).
  public var timelineCSV: [UInt8] {
    var table = CSVText(
      head: [
        "policy", "bin_start_s", "bin_width_s", "requests", "served", "failures", "refusals", "objective_met",
        "cost_usd", "first_token_mean_ms",
      ])
    for contestant in comparison.contestants {
      let timeline = contestant.outcomes.timeline
      for (place, bin) in timeline.bins.enumerated() {
        let counts = [
          place * timeline.secondsPerBin, timeline.secondsPerBin, bin.requests, bin.served, bin.failures, bin.refusals,
          bin.attained,
        ]
        table.add(
          [contestant.name] + counts.map(String.init)
            + [CSVText.number(bin.cost), CSVText.number(bin.served > 0 ? bin.firstToken / Double(bin.served) : nil)])
      }
    }
    return table.bytes
  }
}
