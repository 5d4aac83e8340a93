internal import RoutingCore

extension ErrorJudge {
  /// The statuses that OpenAI and its imitators give their kinds of errors.
  ///
  /// An error that names its own status has that; one of an unknown kind is the provider's fault.
  static let openAI = ErrorJudge { json in
    if let status = ReportedError.status(in: json) { return status }
    for kind in ReportedError.kinds(in: json) {
      switch kind {
      case "insufficient_quota", "rate_limit_exceeded", "rate_limit_error", "too_many_requests", "requests", "tokens",
        "throttling", "throttling.ratequota", "throttling.allocationquota":
        return 429
      case "context_length_exceeded", "invalid_request_error", "badrequesterror", "invalid_value", "invalidparameter",
        "datainspectionfailed", "data_inspection_failed", "arrearage", "invalid_parameter_error":
        return 400
      case "invalid_api_key", "authentication_error", "invalidapikey": return 401
      case "permission_error", "permissiondeniederror", "accessdenied": return 403
      case "model_not_found", "not_found_error", "notfounderror", "modelnotfound": return 404
      case "overloaded_error", "service_unavailable": return 503
      default: continue
      }
    }
    return 500
  }
}
