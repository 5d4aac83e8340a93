extension OrchestrationDirective {
  /// The directive as JSON, in the names of the wire and a few of its own.
  var state: JSONValue {
    JSONValue.state([
      "mode": .text(mode?.name), "iterations": .whole(iterations), "primary_model_id": .text(primaryModel),
      "review_model_id": .text(reviewModel), "primary_min_weight": .whole(primaryMinimumWeight),
      "review_min_weight": .whole(reviewMinimumWeight), "return_plan_only": JSONValue(.bool(extent == .planOnly)),
      "output_schema": .text(outputSchema?.text), "early_stop": JSONValue(.bool(earlyStop == .onUnchangedText)),
      "judge_criteria": .text(judgeCriteria),
    ])
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    var schema: OutputSchema?
    if let text = try reader.optional("output_schema", { $0.string }) {
      do throws(InvalidOutputSchema) {
        schema = try OutputSchema(parsing: text)
      } catch {
        throw reader.malformed("output_schema")
      }
    }
    let mode = try reader.optional("mode") { $0.string.flatMap { OrchestrationMode(storedName: $0) } }
    let iterations = try reader.required("iterations") { $0.integer }
    let primary = try reader.optional("primary_model_id") { $0.string }
    let review = try reader.optional("review_model_id") { $0.string }
    let primaryFloor = try reader.optional("primary_min_weight") { $0.integer }
    let reviewFloor = try reader.optional("review_min_weight") { $0.integer }
    let isPlanOnly = try reader.optional("return_plan_only") { $0.bool } ?? false
    let stopsEarly = try reader.optional("early_stop") { $0.bool } ?? true
    let criteria = try reader.optional("judge_criteria") { $0.string }
    do throws(InvalidOrchestration) {
      try self.init(
        mode: mode, iterations: iterations, primaryModel: primary, reviewModel: review,
        primaryMinimumWeight: primaryFloor, reviewMinimumWeight: reviewFloor,
        extent: isPlanOnly ? .planOnly : .allRounds, outputSchema: schema,
        earlyStop: stopsEarly ? .onUnchangedText : .never, judgeCriteria: criteria)
    } catch {
      throw .invalidPlan(error)
    }
  }
}
