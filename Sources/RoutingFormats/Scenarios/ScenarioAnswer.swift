public import RoutingCore

/// The answer to a scenario as a line of JSON.
public enum ScenarioAnswer {
  /// Decides the scenario on one line of a file, and says what came of it.
  ///
  /// A line that cannot be read is answered with its error, so that no line goes without an answer.
  public static func answer(toLine bytes: [UInt8], number: Int) -> (line: [UInt8], error: FormatError?) {
    do throws(FormatError) {
      let scenario = try RoutingScenario(parsing: bytes, line: number)
      return (line(id: scenario.id, scenario.record()), nil)
    } catch {
      return (line(id: id(in: bytes), error), error)
    }
  }

  /// A decision record as a line, with its end.
  public static func line(id: String?, _ record: DecisionRecord) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.id(id)
      writer.name("decision")
      writer.decision(record.verdict.decision)
      writer.name("error")
      if let refusal = record.verdict.refusal {
        writer.string(Refusal.message)
        writer.name("refusal")
        writer.refusal(refusal)
      } else {
        writer.null()
      }
      writer.name("ranked")
      writer.array { writer in record.ranked.forEach { writer.ranked($0) } }
      writer.name("excluded")
      writer.array { writer in record.excluded.forEach { writer.excluded($0) } }
    }
    return writer.bytes + [0x0A]
  }

  /// An error as a line, with its end.
  public static func line(id: String?, _ error: FormatError) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.id(id)
      writer.name("error")
      writer.object { writer in
        writer.name("line")
        writer.integer(error.line)
        writer.name("field")
        if let field = error.field { writer.string(field) } else { writer.null() }
        writer.name("message")
        writer.string(error.message)
      }
    }
    return writer.bytes + [0x0A]
  }

  /// The id of a line that is JSON at least.
  private static func id(in bytes: [UInt8]) -> String? {
    guard let root = try? JSONValue(parsing: bytes), case .object(let members) = root.content,
      case .string(let id) = members.first(where: { $0.name == "id" })?.value.content
    else { return nil }
    return id
  }
}

extension JSONWriter {
  fileprivate mutating func id(_ id: String?) {
    name("id")
    if let id { string(id) } else { null() }
  }

  fileprivate mutating func decision(_ decision: Decision?) {
    guard let decision else { return null() }
    object { writer in
      writer.name("model_id")
      writer.string(decision.model.text)
      writer.name("provider_id")
      writer.string(decision.provider.text)
      writer.name("estimated_cost_usd")
      writer.number(decision.estimatedCost.value)
      writer.name("reason")
      writer.string(decision.reason.name)
      if let status = decision.hintStatus.name {
        writer.name("hint_status")
        writer.string(status)
      }
      if let reference = decision.reference { writer.reference(reference) }
      if decision.propensity < 1 {
        writer.name("propensity")
        writer.number(decision.propensity)
      }
      writer.name("fallbacks")
      writer.array { writer in decision.fallbacks.forEach { writer.string($0.text) } }
    }
  }

  private mutating func reference(_ reference: ReferenceReport) {
    name("reference")
    string(reference.kind.name)
    if !reference.alternatives.isEmpty {
      name("ambiguous_with")
      array { writer in reference.alternatives.forEach { writer.string($0.name) } }
    }
    if let aliasFrom = reference.aliasFrom {
      name("alias_from")
      string(aliasFrom)
    }
  }

  fileprivate mutating func refusal(_ refusal: Refusal) {
    object { writer in
      writer.name("code")
      writer.string(refusal.cause.code)
      writer.name("permanent")
      writer.bool(refusal.isPermanent)
      writer.name("allowed_regions")
      writer.array { writer in refusal.allowedRegions.forEach { writer.string($0.name) } }
      if let status = refusal.hintStatus.name {
        writer.name("hint_status")
        writer.string(status)
      }
    }
  }

  fileprivate mutating func ranked(_ model: RankedModel) {
    object { writer in
      writer.name("model_id")
      writer.string(model.model.text)
      writer.name("score")
      writer.number(model.score)
      writer.name("estimated_cost_usd")
      writer.number(model.estimatedCost.value)
    }
  }

  fileprivate mutating func excluded(_ exclusion: Exclusion) {
    object { writer in
      writer.name("model_id")
      writer.string(exclusion.model.text)
      writer.name("reason")
      writer.string(exclusion.reason.name)
    }
  }
}
