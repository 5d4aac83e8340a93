internal import RoutingCore

extension ErrorJudge {
  /// The statuses that Anthropic documents for its kinds of errors.
  ///
  /// A kind that is not documented is the provider's fault.
  static let anthropic = ErrorJudge { json in
    switch ReportedError.object(in: json)["type"]?.string {
    case "invalid_request_error": 400
    case "authentication_error": 401
    case "billing_error": 402
    case "permission_error": 403
    case "not_found_error": 404
    case "request_too_large": 413
    case "rate_limit_error": 429
    case "timeout_error": 504
    case "overloaded_error": 529
    default: 500
    }
  }
}
