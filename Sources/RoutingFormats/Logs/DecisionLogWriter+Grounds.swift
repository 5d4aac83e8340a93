import RoutingCore

extension JSONWriter {
  /// The members that stand beside the policy: registry, weights, picker and draw.
  mutating func rule(_ grounds: DecisionGrounds) {
    text("registry", grounds.registry)
    if let weights = grounds.weights {
      name("weights")
      terms(weights)
    }
    text("picker", grounds.picker)
    amount("temperature", grounds.temperature)
    amount("draw", grounds.draw)
  }

  /// The members that stand beside the candidates: the ranked ones, the scales, and who was left out.
  mutating func lists(_ grounds: DecisionGrounds) {
    if !grounds.ranked.isEmpty {
      name("ranked")
      array { writer in grounds.ranked.forEach { writer.ranked($0) } }
    }
    count("ranked_left_out", grounds.rankedLeftOut)
    if !grounds.scales.isEmpty {
      name("scales")
      object { writer in
        for term in ScoreTerm.allCases {
          guard let scale = grounds.scales[term] else { continue }
          writer.name(term.rawValue)
          writer.object { writer in
            writer.amount("value", scale.value)
            writer.text("model", scale.model?.text)
            writer.text("provider", scale.provider?.text)
          }
        }
      }
    }
    if !grounds.providers.isEmpty {
      name("providers")
      array { writer in
        for terms in grounds.providers {
          writer.object { writer in
            writer.text("provider", terms.provider.text)
            writer.amount("latency", terms.latency)
            writer.amount("failure", terms.failure)
          }
        }
      }
    }
    if !grounds.excluded.isEmpty {
      name("excluded")
      array { writer in grounds.excluded.forEach { writer.excluded($0) } }
    }
    if !grounds.excludedProviders.isEmpty {
      name("excluded_providers")
      array { writer in
        for excluded in grounds.excludedProviders {
          writer.object { writer in
            writer.text("provider", excluded.provider.text)
            writer.text("reason", excluded.reason)
          }
        }
      }
    }
    if !grounds.exclusionCounts.isEmpty {
      name("exclusion_counts")
      object { writer in
        for (reason, count) in grounds.exclusionCounts.sorted(by: { $0.key < $1.key }) {
          writer.name(reason)
          writer.integer(count)
        }
      }
    }
  }

  private mutating func count(_ name: String, _ count: Int) {
    guard count > 0 else { return }
    self.name(name)
    integer(count)
  }

  private mutating func terms(_ values: TermValues) {
    object { writer in
      for term in ScoreTerm.allCases { writer.amount(term.rawValue, values[term]) }
    }
  }

  private mutating func ranked(_ ranked: DecisionGrounds.Ranked) {
    object { writer in
      writer.text("model", ranked.model.text)
      writer.amount("score", ranked.score)
      writer.name("terms")
      writer.terms(ranked.terms)
      writer.amount("expected_cost_usd", ranked.expectedCost?.value)
      writer.amount("draw", ranked.draw)
    }
  }

  private mutating func excluded(_ excluded: DecisionGrounds.Excluded) {
    object { writer in
      writer.text("model", excluded.model.text)
      writer.text("reason", excluded.reason)
      writer.amount("expected_cost_usd", excluded.expectedCost?.value)
    }
  }
}
