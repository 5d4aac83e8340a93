extension OrchestrationDirective {
  /// Reads the member `orchestration` of a request (O-101 to O-107).
  ///
  /// Members that are missing or null ask for nothing, and so do empty strings; other members are ignored. `early_stop`
  /// is an extension (O-352).
  ///
  /// - Throws: ``InvalidOrchestration`` for the first member that does not fit.
  /// - Complexity: O(n log n) in the size of the schema.
  public init(_ value: JSONValue) throws(InvalidOrchestration) {
    guard value.members != nil else { throw .notAnObject(found: value.kindName) }
    var mode: OrchestrationMode?
    if let name = try OrchestrationDirective.text("mode", of: value) {
      guard let named = OrchestrationMode(name: name) else { throw .unknownMode(name) }
      mode = named
    }
    let schema: OutputSchema?
    do throws(InvalidOutputSchema) {
      schema = try OutputSchema.requested(by: value["output_schema"])
    } catch {
      throw .invalidSchema(error)
    }
    try self.init(
      mode: mode, iterations: try OrchestrationDirective.integer("iterations", of: value) ?? 0,
      primaryModel: try OrchestrationDirective.text("primary_model_id", of: value),
      reviewModel: try OrchestrationDirective.text("review_model_id", of: value),
      primaryMinimumWeight: try OrchestrationDirective.integer("primary_min_weight", of: value),
      reviewMinimumWeight: try OrchestrationDirective.integer("review_min_weight", of: value),
      extent: try OrchestrationDirective.flag("return_plan_only", of: value) == true ? .planOnly : .allRounds,
      outputSchema: schema,
      earlyStop: try OrchestrationDirective.flag("early_stop", of: value) == false ? .never : .onUnchangedText)
  }

  /// Makes sure that the member `request` of a body is one that can be orchestrated (O-109, O-111).
  ///
  /// - Throws: ``InvalidOrchestration/messagesRequired`` or ``InvalidOrchestration/streaming``.
  public static func admit(request: JSONValue) throws(InvalidOrchestration) {
    guard let messages = request["messages"]?.elements, !messages.isEmpty else { throw .messagesRequired }
    if request["stream"]?.bool == true { throw .streaming }
  }

  private static func member(_ name: String, of value: JSONValue) -> JSONValue? {
    value[name].flatMap { $0.isNull ? nil : $0 }
  }

  private static func text(_ name: String, of value: JSONValue) throws(InvalidOrchestration) -> String? {
    guard let member = member(name, of: value) else { return nil }
    guard let text = member.string else { throw .malformedMember(name: name, expected: "a string") }
    let trimmed = TextBytes.trimmed(text)
    return trimmed.isEmpty ? nil : trimmed
  }

  private static func integer(_ name: String, of value: JSONValue) throws(InvalidOrchestration) -> Int? {
    guard let member = member(name, of: value) else { return nil }
    guard let integer = member.integer else { throw .malformedMember(name: name, expected: "a whole number") }
    return integer
  }

  private static func flag(_ name: String, of value: JSONValue) throws(InvalidOrchestration) -> Bool? {
    guard let member = member(name, of: value) else { return nil }
    guard let flag = member.bool else { throw .malformedMember(name: name, expected: "true or false") }
    return flag
  }
}
