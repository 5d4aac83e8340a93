internal import RoutingCore

/// Checks answers about pictures and videos (C-222 to C-228).
enum MediaValidation {
  /// The results for a picture, and where it is.
  static func image(_ response: ClientResponse, key: ClientKey?) -> (
    results: [CheckResult], source: AssetTransfer.Source?
  ) {
    let json = try? JSONValue(parsing: response.body)
    let found = [json?["data"], json?["output"]].compactMap(\.self).first { !$0.isNull }
    let source = source(in: json).flatMap { isSafe($0, key) ? $0 : nil }
    return (
      [
        CheckResult(.imageStatus, passed: response.status == 200, observed: .number),
        CheckResult(.imageResult, passed: found != nil, observed: ObservedType(found)),
        CheckResult(.imageURL, passed: source != nil, observed: source == nil ? .absent : .string),
      ], source
    )
  }

  /// The first of the places where suppliers put a picture (C-223).
  private static func source(in json: JSONValue?) -> AssetTransfer.Source? {
    let first = json?["data"]?[0]
    if let url = text(first?["url"]) { return .url(url) }
    if let bytes = text(first?["b64_json"]) { return .base64(bytes) }
    if let url = text(json?["output"]?["results"]?[0]?["url"]) { return .url(url) }
    let parts = json?["output"]?["choices"]?[0]?["message"]?["content"]?.elements ?? []
    return parts.lazy.compactMap { text($0["image"]) }.first.map { .url($0) }
  }

  /// The results for a submission, and the id of the task (C-225).
  static func submission(_ response: ClientResponse, key: ClientKey?) -> (results: [CheckResult], id: String?) {
    let json = try? JSONValue(parsing: response.body)
    let id = [json?["task_id"], json?["output"]?["task_id"], json?["id"]].lazy.compactMap { text($0) }.first
    // The id goes into an address, which is no place for a key that a server sent back.
    let safe = id.flatMap { id in key?.occurs(in: id) == true ? nil : id }
    return (
      [
        CheckResult(.videoSubmission, passed: response.status == 200, observed: .number),
        CheckResult(.videoTaskID, passed: safe != nil, observed: safe == nil ? .absent : .string),
      ], safe
    )
  }

  /// The results for a question how far a video is (C-227, C-228), and where it is once it is made.
  static func task(
    _ response: ClientResponse, key: ClientKey?
  ) -> (results: [CheckResult], isDone: Bool, source: AssetTransfer.Source?) {
    let json = try? JSONValue(parsing: response.body)
    let states = [json?["task_status"], json?["output"]?["task_status"]].compactMap(\.self)
    let status = states.first { !$0.isNull } ?? states.first
    let isDone = status?.string == "SUCCEEDED"
    var results = [
      CheckResult(.videoStatus, passed: response.status == 200, observed: .number),
      CheckResult(
        .videoTaskStatus, passed: ["PENDING", "RUNNING", "SUCCEEDED"].contains(status?.string),
        observed: ObservedType(status)),
    ]
    guard isDone else { return (results, false, nil) }
    let url = text(json?["video_url"]) ?? text(json?["output"]?["video_url"])
    let source = url.map { AssetTransfer.Source.url($0) }.flatMap { isSafe($0, key) ? $0 : nil }
    results.append(CheckResult(.videoURL, passed: source != nil, observed: source == nil ? .absent : .string))
    return (results, true, source)
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty else { return nil }
    return text
  }

  /// Whether a source holds no key that a server sent back (C-405).
  private static func isSafe(_ source: AssetTransfer.Source, _ key: ClientKey?) -> Bool {
    switch source {
    case .url(let text), .base64(let text): key?.occurs(in: text) != true
    }
  }
}
