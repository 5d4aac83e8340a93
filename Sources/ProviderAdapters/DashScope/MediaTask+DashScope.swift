public import RoutingCore

extension MediaTask {
  /// Reads what DashScope says of a task, or its pictures where it made them at once; nil where it is neither.
  ///
  /// Of what went wrong only what the redactor leaves is kept.
  public init?(dashScope body: JSONValue, redactor: SecretRedactor = SecretRedactor()) {
    guard let output = body["output"] else { return nil }
    let isFinished = output["choices"]?.elements != nil
    let id = output["task_id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    let state: State
    switch (id, output["task_status"]?.string) {
    case (.some, let word?): state = State(word: word)
    // An answer without a task is one that was waited for.
    case (nil, nil) where isFinished: state = .succeeded
    default: return nil
    }
    let hasResults = state == .succeeded
    self.init(
      id: id, state: state, imageURLs: hasResults ? MediaTask.images(in: output) : [],
      videoURL: hasResults ? MediaTask.text(output["video_url"]) : nil,
      failure: MediaTask.failure(in: output, redactor),
      times: Times(
        submitted: MediaTask.text(output["submit_time"]), scheduled: MediaTask.text(output["scheduled_time"]),
        ended: MediaTask.text(output["end_time"])),
      usage: body["usage"], requestID: MediaTask.text(body["request_id"]), body: body)
  }

  /// The pictures in the order of the answer: as results of a task, or as parts of messages.
  private static func images(in output: JSONValue) -> [String] {
    let results = (output["results"]?.elements ?? []).compactMap { text($0["url"]) }
    let parts = (output["choices"]?.elements ?? []).flatMap { $0["message"]?["content"]?.elements ?? [] }
    return results + parts.compactMap { text($0["image"]) }
  }

  private static func failure(in output: JSONValue, _ redactor: SecretRedactor) -> Failure? {
    func excerpt(_ value: JSONValue?) -> String? {
      text(value).map { String(redactor.redacted($0).prefix(200)) }
    }
    let failure = Failure(code: excerpt(output["code"]), message: excerpt(output["message"]))
    return failure.code == nil && failure.message == nil ? nil : failure
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty else { return nil }
    return text
  }
}
