internal import RoutingCore

/// Finds the error in what a provider wrote, whoever's habits it follows.
enum ReportedError {
  /// Whether an object tells of an error instead of giving an answer.
  ///
  /// OpenAI and Anthropic have a member `error`, older vLLM servers an `object` of that name, and DashScope a `code`
  /// and a `message` at the top.
  static func isReported(in json: JSONValue) -> Bool {
    if let error = json["error"], !error.isNull { return true }
    if json["object"]?.string == "error" || json["type"]?.string == "error" { return true }
    return json["message"]?.string != nil && json["code"]?.string?.isEmpty == false && json["choices"] == nil
      && json["output"] == nil
  }

  /// The object that holds the error's kind: the member `error`, or all of it.
  static func object(in json: JSONValue) -> JSONValue {
    guard let error = json["error"], error.members != nil else { return json }
    return error
  }

  /// The provider's own words, or nil where there are none.
  static func message(in json: JSONValue) -> String? {
    let error = object(in: json)
    let texts = [
      error["message"], json["error"], json["message"], json["detail"], json["detail"]?[0]?["msg"],
      json["errors"]?[0]?["message"], error["code"],
    ]
    return texts.lazy.compactMap { $0?.string }.first { !$0.isEmpty }
  }

  /// The kinds of an error by its names, in lower case: its code, then its type.
  static func kinds(in json: JSONValue) -> [String] {
    let error = object(in: json)
    return [error["code"], error["type"]].compactMap { $0?.string?.lowercased() }
  }

  /// The status that an error names itself, or nil where it names none.
  static func status(in json: JSONValue) -> Int? {
    let error = object(in: json)
    return [error["code"], error["status"], json["status_code"]].lazy
      .compactMap { $0?.integer ?? $0?.string.flatMap(Int.init) }.first { (400..<600).contains($0) }
  }
}
