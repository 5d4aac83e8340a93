internal import ProviderAdapters
internal import RoutingCore
internal import TokenHubClient

extension APIError {
  /// The response in the shape of a surface (H-010 to H-014).
  func response(on surface: ErrorSurface, requestID: String) -> GatewayResponse {
    var headers = headers
    if let retryAfter { headers.append(HTTPField("Retry-After", "\(max(retryAfter, 1))")) }
    if let mayRetry { headers.append(HTTPField("x-should-retry", mayRetry ? "true" : "false")) }
    return .json(body(on: surface, requestID: requestID), status: status, headers: headers)
  }

  /// The body in the shape of a surface.
  func body(on surface: ErrorSurface, requestID: String) -> JSONValue {
    switch surface {
    case .native: native(requestID)
    case .openAI: JSONValue(object: ["error": openAI])
    case .anthropic:
      JSONValue(object: [
        "type": "error", "error": JSONValue(object: ["type": JSONValue(type), "message": JSONValue(wholeMessage)]),
      ])
    case .jobs: DataEnvelope.failure(problems)
    }
  }

  /// What went wrong in OpenAI's words (H-014).
  var type: String {
    switch (status, code) {
    case (_, "monthly_budget_exceeded"): "insufficient_quota"
    case (401, _): "authentication_error"
    case (403, _): "permission_error"
    case (429, _): "rate_limit_error"
    case (500..., _): "server_error"
    default: "invalid_request_error"
    }
  }

  /// Whether asking again may help (C-303).
  var isRetryable: Bool { mayRetry ?? [429, 500, 502, 503, 504].contains(status) }

  /// What to do next (C-315).
  var hint: ClientHint? { ClientHint.hint(status: status, code: code, shouldRetry: mayRetry ?? true) }

  private var safeMessage: String { APIError.safe(message) }

  /// The message with what the contract's words leave open.
  private var wholeMessage: String { APIError.safe(detail.map { "\(message): \($0)" } ?? message) }

  /// A text without secrets, of bounded length (H-015).
  private static func safe(_ text: String) -> String {
    let text = SecretRedactor().redacted(text)
    return text.utf8.count > longestMessage ? String(text.prefix(longestMessage)) : text
  }

  private func native(_ requestID: String) -> JSONValue {
    var members = JSONMembers()
    members["error"] = JSONValue(safeMessage)
    if let detail { members["detail"] = JSONValue(APIError.safe(detail)) }
    if let code { members["code"] = JSONValue(code) }
    if let parameter { members["param"] = JSONValue(parameter) }
    members["request_id"] = JSONValue(requestID)
    if let retryAfter { members["retry_after"] = JSONValue(retryAfter) }
    if let hint { members["hint"] = JSONValue(hint.rawValue) }
    members.append(contentsOf: details)
    return members.value
  }

  private var openAI: JSONValue {
    var members = JSONMembers()
    members["message"] = JSONValue(wholeMessage)
    members["type"] = JSONValue(type)
    members["param"] = parameter.map { JSONValue($0) } ?? .null
    members["code"] = code.map { JSONValue($0) } ?? .null
    members["retryable"] = JSONValue(.bool(isRetryable))
    if let hint { members["hint"] = JSONValue(hint.rawValue) }
    members.append(contentsOf: details)
    return members.value
  }

  /// What is wrong, for the surface that tells all at once; names of fields are a client's own words, as messages may be.
  private var problems: [EnvelopeError] {
    guard !fields.isEmpty else {
      return [EnvelopeError(code: problemCode, message: wholeMessage, field: parameter.map(APIError.safe))]
    }
    return fields.map { problem in
      EnvelopeError(
        code: problem.code, message: APIError.safe(problem.message), field: problem.field.map(APIError.safe))
    }
  }

  /// The code in the words of the jobs' surface, which has one for each status (H-713, H-741).
  private var problemCode: String {
    switch (status, code) {
    case (_, "monthly_budget_exceeded"): "MONTHLY_BUDGET_EXCEEDED"
    case (400, nil): "VALIDATION_ERROR"
    case (401, _): "UNAUTHORIZED"
    case (403, _): "FORBIDDEN"
    case (404, _): "NOT_FOUND"
    case (413, _): "PAYLOAD_TOO_LARGE"
    case (429, _): "RATE_LIMITED"
    default: (code ?? type).uppercased()
    }
  }
}
