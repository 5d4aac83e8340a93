internal import RoutingCore

/// Checks the answer to the minimal request (C-210 to C-217).
enum TextValidation {
  /// The results in the order of the contract.
  static func results(_ response: ClientResponse, within preferences: ClientPreferences) -> [CheckResult] {
    var results = [CheckResult(.status, passed: response.status == 200, observed: .number)]
    var model: String?
    if StreamedCompletion.isStream(response) {
      let stream = StreamedCompletion(response.body)
      results += streamed(stream)
      model = stream.model
    } else {
      let json = try? JSONValue(parsing: response.body)
      results += whole(json)
      model = json?["model"]?.string
    }
    return results + boundaries(response, preferences, servedModel: model)
  }

  private static func whole(_ json: JSONValue?) -> [CheckResult] {
    let object = json?["object"]
    let choices = json?["choices"]
    let content = choices?[0]?["message"]?["content"]
    return [
      CheckResult(
        .object, passed: ["chat.completion", "chat.completion.chunk"].contains(object?.string),
        observed: ObservedType(object)),
      CheckResult(.choices, passed: choices?.elements?.isEmpty == false, observed: ObservedType(choices)),
      // Calls of tools in the place of a content do not answer this request (C-215).
      CheckResult(.content, passed: content.map { !$0.isNull } ?? false, observed: ObservedType(content)),
    ]
  }

  private static func streamed(_ stream: StreamedCompletion) -> [CheckResult] {
    [
      CheckResult(.object, passed: stream.isOfChunks, observed: stream.observedObject),
      CheckResult(.choices, passed: stream.hasChoices, observed: stream.hasChoices ? .array : .absent),
      CheckResult(.content, passed: stream.content != nil, observed: stream.observedContent),
      CheckResult(.done, passed: stream.isDone, observed: stream.isDone ? .string : .absent),
    ]
  }

  /// Whether who served and what was served lie in the boundaries; looked at only where there are some (C-217).
  private static func boundaries(
    _ response: ClientResponse, _ preferences: ClientPreferences, servedModel: String?
  ) -> [CheckResult] {
    let provider = response[header: "x-tokenhub-provider"]
    let model = response[header: "x-tokenhub-model"]
    var results: [CheckResult] = []
    if preferences.providers.isBoundary {
      // Vendors are no header of their own; what stands before the slash of a model's id is as near as a client gets.
      let vendor = model?.split(separator: "/", maxSplits: 1).first.map(String.init)
      let denial = NameFilter(deny: preferences.providers.deny)
      let allowance = NameFilter(allow: preferences.providers.allow)
      let passed = provider.map { denial.admits($0) && allowance.admits($0, or: vendor) } ?? false
      results.append(CheckResult(.provider, passed: passed, observed: provider == nil ? .absent : .string))
    }
    if preferences.models.isBoundary {
      let passed = model.map { preferences.models.filter.admits($0, or: servedModel) } ?? false
      results.append(CheckResult(.model, passed: passed, observed: model == nil ? .absent : .string))
    }
    return results
  }
}
