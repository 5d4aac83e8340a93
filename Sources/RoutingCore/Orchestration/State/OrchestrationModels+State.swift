extension OrchestrationModels {
  /// The models as JSON.
  var state: JSONValue {
    JSONValue.state([
      "primary": primary?.state, "review": review?.state,
      "primary_candidates": JSONValue(.array(primaryCandidates.map(\.state))),
      "review_candidates": JSONValue(.array(reviewCandidates.map(\.state))),
    ])
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    self.init()
    if let model = try reader.optionalObject("primary") { primary = try OrchestrationCandidate(state: model) }
    if let model = try reader.optionalObject("review") { review = try OrchestrationCandidate(state: model) }
    for model in try reader.objects("primary_candidates") {
      primaryCandidates.append(try OrchestrationCandidate(state: model))
    }
    for model in try reader.objects("review_candidates") {
      reviewCandidates.append(try OrchestrationCandidate(state: model))
    }
  }
}

extension OrchestrationCandidate {
  fileprivate var state: JSONValue {
    JSONValue.state([
      "model": .text(model.text), "provider": .text(provider.text), "score": JSONValue(.number(score)),
      "input_per_1k": .amount(inputPerThousandTokens), "output_per_1k": .amount(outputPerThousandTokens),
    ])
  }

  fileprivate init(state reader: StateReader) throws(InvalidOrchestrationState) {
    self.init(
      model: ModelID(try reader.required("model") { $0.string }),
      provider: ProviderID(try reader.required("provider") { $0.string }),
      score: try reader.required("score") { $0.number },
      inputPerThousandTokens: try reader.required("input_per_1k") { $0.quantity() },
      outputPerThousandTokens: try reader.required("output_per_1k") { $0.quantity() })
  }
}
