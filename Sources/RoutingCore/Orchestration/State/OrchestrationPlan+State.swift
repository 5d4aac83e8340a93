extension OrchestrationPlan {
  /// The plan as JSON.
  var state: JSONValue {
    JSONValue.state([
      "directive": directive.state, "payload": payload.state, "models": models.state,
      "output_tokens": .whole(outputTokens.value), "max_budget_usd": .amount(maximumCost),
      "time_limit_ms": .amount(timeLimit), "output_format": format.state,
      "seed": .whole(Int(truncatingIfNeeded: seed)),
    ])
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    let directive = try OrchestrationDirective(state: try reader.object("directive"))
    let format: OutputFormat
    do throws(InvalidOutputFormat) {
      format = try OutputFormat(reader.value["output_format"] ?? .null)
    } catch {
      throw reader.malformed("output_format")
    }
    let payload = try CallPayload(state: try reader.object("payload"))
    let models = try OrchestrationModels(state: try reader.object("models"))
    let outputTokens = try reader.required("output_tokens") { $0.integer.flatMap { TokenCount($0) } }
    let maximumCost: Dollars? = try reader.optional("max_budget_usd") { $0.quantity() }
    let timeLimit: Milliseconds = try reader.required("time_limit_ms") { $0.quantity() }
    let seed = try reader.required("seed") { $0.integer.map { UInt64(bitPattern: Int64($0)) } }
    do throws(InvalidOrchestration) {
      try self.init(
        directive: directive, payload: payload, models: models, outputTokens: outputTokens, maximumCost: maximumCost,
        timeLimit: timeLimit, format: format, seed: seed)
    } catch {
      throw .invalidPlan(error)
    }
  }
}

extension OutputFormat {
  fileprivate var state: JSONValue {
    JSONValue.state([
      "type": .text(type?.name), "strip_think": JSONValue(.bool(stripsThinking)), "max_tokens": .whole(maximumTokens),
      "schema": .text(schema?.text),
    ])
  }
}
