extension OutputSchema {
  /// The first violation in an answer as a model wrote it, or nil where the answer is as asked (R-1605, R-1606).
  ///
  /// What is checked is the body of the first fenced block marked `json`, where that is JSON; else the whole text,
  /// where that is JSON; else, where the schema allows only strings, the text itself as a string; else the body of the
  /// first fenced block that is JSON. An answer without any of these is a violation, and so is one of white space.
  ///
  /// - Complexity: O(n log n) in the length of the text, times the number of choices where there are `enum`s.
  public func violation(in text: String) -> SchemaViolation? {
    switch candidate(in: text) {
    case .success(let value): firstViolation(in: value)
    case .failure(let violation): violation
    }
  }

  private func candidate(in text: String) -> Result<JSONValue, SchemaViolation> {
    let bytes = TextBytes.trimmed(Array(text.utf8)[...])
    if bytes.isEmpty { return .failure(SchemaViolation(message: "the answer is empty")) }
    let blocks = FencedBlock.all(in: bytes)
    var problem: JSONError?
    if let block = blocks.first(where: { $0.isLanguage("json", in: bytes) }) {
      switch JSONText.value(of: bytes[block.body]) {
      case .success(let value): return .success(value)
      case .failure(let error): problem = error
      }
    }
    switch JSONText.value(of: bytes) {
    case .success(let value): return .success(value)
    case .failure(let error): problem = problem ?? error
    }
    if isForStringsOnly { return .success(JSONValue(.string(text))) }
    for block in blocks {
      if case .success(let value) = JSONText.value(of: bytes[block.body]) { return .success(value) }
    }
    return .failure(SchemaViolation(message: "the answer is not JSON: \(problem.map { "\($0)" } ?? "")"))
  }
}

extension SchemaViolation: Error {}
