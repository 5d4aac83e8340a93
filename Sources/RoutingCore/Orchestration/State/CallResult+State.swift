extension CallResult {
  /// The result as JSON.
  var state: JSONValue {
    switch self {
    case .answered(let answer): JSONValue.state(["answer": answer.state])
    case .failed(let failure): JSONValue.state(["failure": failure.state])
    }
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    if let answer = try reader.optionalObject("answer") {
      self = .answered(try CallAnswer(state: answer))
    } else {
      self = .failed(try CallFailure(state: try reader.object("failure")))
    }
  }
}

extension CallAnswer {
  fileprivate var state: JSONValue {
    JSONValue.state([
      "model": .text(model.text), "provider": .text(provider.text), "text": .text(text),
      "reasoning": .text(reasoning), "cost_usd": .amount(cost), "cost_basis": .text(costBasis.name),
      "usage": usage?.state, "latency_ms": .amount(latency), "reason": .text(reason.name), "alias_from": .text(alias),
      "response": .document(response),
    ])
  }

  fileprivate init(state reader: StateReader) throws(InvalidOrchestrationState) {
    self.init(
      model: ModelID(try reader.required("model") { $0.string }),
      provider: ProviderID(try reader.required("provider") { $0.string }),
      text: try reader.required("text") { $0.string }, reasoning: try reader.optional("reasoning") { $0.string },
      cost: try reader.required("cost_usd") { $0.quantity() },
      costBasis: try reader.required("cost_basis") { value in CostBasis.allCases.first { $0.name == value.string } },
      usage: try TokenUsage.stored(in: reader),
      latency: try reader.required("latency_ms") { $0.quantity() },
      reason: try reader.required("reason") { $0.string.flatMap { DecisionReason(name: $0) } },
      alias: try reader.optional("alias_from") { $0.string }, response: try reader.document("response"))
  }
}

extension CallFailure {
  fileprivate var state: JSONValue {
    JSONValue.state([
      "class": .text(className), "message": .text(message), "model": .text(model?.text),
      "provider": .text(provider?.text), "cost_usd": .amount(cost), "usage": usage?.state,
      "latency_ms": .amount(latency),
    ])
  }

  fileprivate init(state reader: StateReader) throws(InvalidOrchestrationState) {
    self.init(
      className: try reader.required("class") { $0.string }, message: try reader.required("message") { $0.string },
      model: try reader.optional("model") { $0.string.map { ModelID($0) } },
      provider: try reader.optional("provider") { $0.string.map { ProviderID($0) } },
      cost: try reader.required("cost_usd") { $0.quantity() }, usage: try TokenUsage.stored(in: reader),
      latency: try reader.required("latency_ms") { $0.quantity() })
  }
}

extension TokenUsage {
  fileprivate var state: JSONValue {
    JSONValue.state([
      "input_tokens": .whole(inputTokens.value), "output_tokens": .whole(outputTokens.value),
      "cached_input_tokens": .whole(cachedInputTokens.value),
    ])
  }

  /// The usage of a call, or nil where its state has none.
  fileprivate static func stored(in call: StateReader) throws(InvalidOrchestrationState) -> TokenUsage? {
    guard let reader = try call.optionalObject("usage") else { return nil }
    return TokenUsage(
      inputTokens: try reader.required("input_tokens") { $0.integer.flatMap { TokenCount($0) } },
      outputTokens: try reader.required("output_tokens") { $0.integer.flatMap { TokenCount($0) } },
      cachedInputTokens: try reader.required("cached_input_tokens") { $0.integer.flatMap { TokenCount($0) } })
  }
}
