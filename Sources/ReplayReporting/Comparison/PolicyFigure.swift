import TrafficReplay

/// One of the figures by which a policy is told, each a row of the reader's table and a column of the program's.
struct PolicyFigure: Sendable {
  /// The name in tables for programs.
  let key: String
  /// The name before a reader, with its unit.
  let label: String
  /// What a reader wants more or less of.
  let wish: Wish
  /// How a reader is told.
  let style: Style
  /// The figure, or nil where there is none.
  let value: @Sendable (PolicyOutcomes) -> Double?

  /// Which value is the better one.
  enum Wish: Sendable {
    case more, less, neither
  }

  /// How many digits a reader is told.
  enum Style: Sendable {
    case count
    case fixed(Int)
    case significant(Int)
  }

  private init(
    _ key: String, _ label: String, _ wish: Wish = .neither, _ style: Style = .count,
    _ value: @escaping @Sendable (PolicyOutcomes) -> Double?
  ) {
    (self.key, self.label, self.wish, self.style, self.value) = (key, label, wish, style, value)
  }

  /// The figure in words.
  func text(_ outcomes: PolicyOutcomes) -> String {
    guard let value = value(outcomes), value.isFinite else { return DecimalText.none }
    switch style {
    case .count: return DecimalText.fixed(value, 0)
    case .fixed(let decimals): return DecimalText.fixed(value, decimals)
    case .significant(let digits): return DecimalText.significant(value, digits)
    }
  }

  /// All figures; the use of a budget only where there is one.
  static func all(budget: Double?) -> [PolicyFigure] {
    var figures = counts + costs
    if let budget, budget > 0 {
      figures.append(
        .init("budget_used_percent", "Budget used, %", .neither, .fixed(1)) { $0.cost.sum / budget * 100 })
    }
    return figures + times("first_token", "first token", { $0.firstTokenTimes }, { $0.firstToken })
      + times("end_to_end", "last token", { $0.endToEndTimes }, { $0.endToEnd }) + rest
  }

  private static let counts: [PolicyFigure] = [
    .init("requests", "Requests") { Double($0.requests) }, .init("served", "Served", .more) { Double($0.served) },
    .init("served_percent", "Served, %", .more, .fixed(2)) { $0.success.mean.map { $0 * 100 } },
    .init("refused", "Refused: no model may serve it", .less) { Double($0.refusals) },
    .init("unfunded", "Refused: money spent", .less) { Double($0.unfunded) },
    .init("rejected", "Turned away by the provider", .less) { Double($0.rejections) },
    .init("failed", "Failed at the provider", .less) { Double($0.failures) },
  ]

  private static let costs: [PolicyFigure] = [
    .init("cost_usd", "Cost, USD", .less, .fixed(2)) { $0.cost.sum },
    .init("cost_usd_per_1000_requests", "Cost per 1,000 requests, USD", .less, .significant(4)) {
      $0.cost.mean.map { $0 * 1000 }
    },
    .init("cost_usd_per_1000_served", "Cost per 1,000 served, USD", .less, .significant(4)) {
      $0.served > 0 ? $0.cost.sum / Double($0.served) * 1000 : nil
    },
  ]

  private static let rest: [PolicyFigure] = [
    .init("objective_met_percent", "Objective met, %", .more, .fixed(2)) { $0.attainment.mean.map { $0 * 100 } },
    .init("fairness_index", "Fairness among tenants (Jain’s index)", .more, .fixed(4)) { $0.tenants.fairness },
    .init("tenants", "Tenants told apart") { $0.tenants.ranked.isEmpty ? nil : Double($0.tenants.ranked.count) },
    .init("regret_mean", "Mean regret, score", .less, .fixed(4)) { $0.regret.mean },
    .init("cached_prompt_percent", "Prompt tokens from a cache, %", .more, .fixed(1)) {
      $0.promptTokens > 0 ? Double($0.cachedTokens) / Double($0.promptTokens) * 100 : nil
    },
    .init("models_used", "Models used") { outcomes in Double(outcomes.models.count { $0.requests > 0 }) },
  ]

  private static func times(
    _ key: String, _ label: String, _ histogram: @escaping @Sendable (PolicyOutcomes) -> LatencyHistogram,
    _ sums: @escaping @Sendable (PolicyOutcomes) -> BlockSums
  ) -> [PolicyFigure] {
    var figures = [(50, 0.5), (90, 0.9), (99, 0.99)].map { percent, share in
      PolicyFigure("\(key)_p\(percent)_ms", "Time to \(label), p\(percent), ms", .less, .significant(3)) { outcomes in
        let times = histogram(outcomes)
        return times.count > 0 ? times.nanoseconds(at: share) / 1e6 : nil
      }
    }
    figures.append(
      PolicyFigure("\(key)_mean_ms", "Time to \(label), mean, ms", .less, .significant(4)) { sums($0).mean })
    return figures
  }
}
