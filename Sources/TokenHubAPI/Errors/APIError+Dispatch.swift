internal import ProviderAdapters
internal import Routing
internal import RoutingCore

extension APIError {
  /// What a client is told of a request that nobody answered (H-020 to H-027).
  ///
  /// `refusal` tells why there was nobody to ask.
  init(_ failure: DispatchFailure, on surface: ErrorSurface, refusal: Refusal?) {
    let isNative = surface == .native
    switch failure.kind {
    case .noEligibleModels: self = .refused(refusal, failure, on: surface)
    // Where nothing could be sent, nobody supplies it: a vault is locked, or the providers have no such endpoint.
    case .exhausted where failure.attempts.allSatisfy({ !$0.isSent }):
      self = .refused(refusal, failure, on: surface)
    case .exhausted:
      self.init(status: 502, message: failure.message, code: isNative ? failure.kind.name : "upstream_error")
    case .rateLimited:
      self.init(
        status: isNative ? 502 : 429, message: isNative ? failure.message : "the providers are rate limited",
        code: isNative ? failure.kind.name : "upstream_rate_limited")
    case .badRequest:
      self.init(
        status: isNative ? 502 : 400, message: failure.message, code: isNative ? failure.kind.name : "upstream_refused")
    case .deadline:
      self.init(status: isNative ? 502 : 504, message: failure.message, code: isNative ? failure.kind.name : "timeout")
    // Nobody reads it; the status is nginx's for a client that went away.
    case .cancelled: self.init(status: 499, message: failure.message, code: failure.kind.name)
    case .streamError: self.init(status: 502, message: failure.message, code: failure.kind.name)
    }
    if let delay = failure.retryAfter { retryAfter = Int((delay.value / 1000).rounded(.up)) }
    if isNative, !failure.attempts.isEmpty {
      details.append(
        JSONValue.Member(name: "attempts", value: JSONValue(failure.attempts.map(APIError.json))))
    }
  }

  private static func refused(
    _ refusal: Refusal?, _ failure: DispatchFailure, on surface: ErrorSurface
  ) -> APIError {
    let isNative = surface == .native
    if !isNative, refusal?.cause == .modelNotFound {
      return APIError(
        status: 404, message: "the model does not exist, or you have no access to it", code: "model_not_found",
        parameter: "model")
    }
    var error = APIError(
      status: isNative ? 502 : 503, message: failure.message,
      code: refusal?.cause == .regionUnavailable ? "region_unavailable" : "no_supplier")
    if refusal?.isPermanent == true { error.mayRetry = false }
    let regions = (refusal?.allowedRegions ?? []).map { JSONValue($0.name) }
    error.details.append(JSONValue.Member(name: "allowed_regions", value: JSONValue(regions)))
    return error
  }

  /// One attempt as errors tell of it (R-1065).
  private static func json(_ attempt: AttemptRecord) -> JSONValue {
    var members = JSONMembers()
    members["model"] = JSONValue(attempt.model.text)
    members["provider"] = JSONValue(attempt.provider.text)
    members["class"] = JSONValue(attempt.result.name)
    if let status = attempt.status { members["status"] = JSONValue(status) }
    if let message = attempt.message { members["message"] = JSONValue(SecretRedactor().redacted(message)) }
    members["latency_ms"] = JSONValue(.number(attempt.latency.value))
    return members.value
  }
}
