internal import RoutingCore

/// Turns a refusal into facts that hold no secret and are no longer than anybody reads.
struct FailureReader: Sendable {
  let redactor: SecretRedactor
  let judge: ErrorJudge

  /// The longest body that is looked into.
  static let maximumBytes = 65_536
  /// The longest excerpt of a body that is kept, in bytes.
  static let maximumExcerpt = 4096
  /// The longest message that is kept, in bytes.
  static let maximumMessage = 1024

  /// A status that is no success.
  func failure(_ head: HTTPResponseHead, body: [UInt8]) -> ProviderFailure {
    let json = body.count <= FailureReader.maximumBytes ? try? JSONValue(parsing: body) : nil
    return failure(
      status: head.status, json: json, body: body,
      retryAfter: head["retry-after"].map { excerpt(redactor.redacted($0), 128) })
  }

  /// An error that came where an answer was due; its kind tells the status that it would have had.
  func failure(reportedIn json: JSONValue) -> ProviderFailure {
    failure(status: judge.status(json), json: json, body: [], retryAfter: nil)
  }

  /// The object of a whole answer that is none of an error.
  ///
  /// - Throws: `ProviderFailure` where it is no JSON object, or one that tells of an error.
  func answer(in body: [UInt8]) throws(ProviderFailure) -> JSONValue {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: body)
    } catch {
      throw .unreadable(message: "the answer is no JSON from byte \(error.offset) on")
    }
    guard json.members != nil else { throw .unreadable(message: "the answer is no JSON object") }
    if ReportedError.isReported(in: json) { throw failure(reportedIn: json) }
    return json
  }

  /// A whole answer where a stream was due.
  func unstreamed(_ body: [UInt8]) -> ProviderFailure {
    if let json = try? JSONValue(parsing: body), ReportedError.isReported(in: json) {
      return failure(reportedIn: json)
    }
    return .unreadable(message: "the provider answered a request for a stream with a whole body")
  }

  private func failure(status: Int, json: JSONValue?, body: [UInt8], retryAfter: String?) -> ProviderFailure {
    let message = json.flatMap(ReportedError.message).map {
      excerpt(redactor.redacted($0), FailureReader.maximumMessage)
    }
    // Of JSON the strings are redacted one by one: what is escaped in the text would not be recognised there.
    let text =
      json.map { redacted($0).text }
      ?? redactor.redacted(String(decoding: body.prefix(FailureReader.maximumBytes), as: UTF8.self))
    return .response(
      ProviderFailure.FailedResponse(
        status: status, body: excerpt(text, FailureReader.maximumExcerpt), retryAfter: retryAfter, message: message))
  }

  private func redacted(_ json: JSONValue) -> JSONValue {
    switch json.content {
    case .null, .bool, .integer, .number: json
    case .string(let text): JSONValue(.string(redactor.redacted(text)))
    case .array(let elements): JSONValue(.array(elements.map(redacted)))
    case .object(let members):
      JSONValue(.object(members.map { .init(name: redactor.redacted($0.name), value: redacted($0.value)) }))
    }
  }

  /// At most so many bytes of a text, no character cut in half.
  private func excerpt(_ text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var length = 0
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      length += UTF8.width(scalar)
      if length > limit { break }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}

/// Knows what status an error has that is only told of in words.
struct ErrorJudge: Sendable {
  let status: @Sendable (JSONValue) -> Int
}
