internal import RoutingCore
internal import RoutingFormats

extension CompletionReader {
  /// Refuses parameters outside their ranges (H-137 to H-140).
  func check(_ root: JSONField) throws(APIError) {
    try integer("max_tokens", 1...Int.max, root)
    try integer("max_completion_tokens", 1...Int.max, root)
    try number("temperature", 0...2, root)
    try number("top_p", 0...1, root)
    try number("presence_penalty", -2...2, root)
    try number("frequency_penalty", -2...2, root)
    try integer("n", 1...8, root)
    try checked("stop", root) { (field) throws(FormatError) in
      if field.value.string != nil { return }
      let texts = try field.elements()
      for text in texts { _ = try text.string() }
      guard texts.count <= 4 else { throw field.error("must hold at most 4 strings") }
    }
    try checked("stream_options", root) { (field) throws(FormatError) in
      _ = try field.optional("include_usage")?.bool()
    }
    try checked("response_format", root) { (field) throws(FormatError) in
      let type = try field.required("type")
      guard ["text", "json_object", "json_schema"].contains(try type.string()) else {
        throw type.error("expected text, json_object or json_schema")
      }
    }
    try checked("tools", root) { (field) throws(FormatError) in
      for tool in try field.elements() { _ = try tool.members() }
    }
  }

  private func integer(_ name: String, _ range: ClosedRange<Int>, _ root: JSONField) throws(APIError) {
    try checked(name, root) { (field) throws(FormatError) in
      guard range.contains(try field.int()) else {
        throw field.error(
          range.upperBound == .max
            ? "must be at least \(range.lowerBound)" : "must be between \(range.lowerBound) and \(range.upperBound)")
      }
    }
  }

  private func number(_ name: String, _ range: ClosedRange<Double>, _ root: JSONField) throws(APIError) {
    try checked(name, root) { (field) throws(FormatError) in
      guard range.contains(try field.double()) else {
        throw field.error("must be between \(Int(range.lowerBound)) and \(Int(range.upperBound))")
      }
    }
  }

  private func checked(
    _ name: String, _ root: JSONField, _ check: (JSONField) throws(FormatError) -> Void
  ) throws(APIError) {
    do throws(FormatError) {
      guard let field = try root.optional(name) else { return }
      try check(field)
    } catch {
      throw .badRequest("\(error.field ?? name): \(error.message)", code: "invalid_value", parameter: name)
    }
  }
}
