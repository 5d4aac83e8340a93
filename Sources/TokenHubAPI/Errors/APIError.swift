internal import ProviderAdapters
internal import RoutingCore

/// Why a request gets no answer, before it takes the shape of a surface.
struct APIError: Error, Hashable, Sendable {
  /// The status.
  var status: Int
  /// What went wrong, in words for the client; free of secrets (H-015).
  var message: String
  /// More about it, where the contract fixes the words of `message`.
  var detail: String?
  /// What went wrong, in a word for programs.
  var code: String?
  /// The member or field that is to blame.
  var parameter: String?
  /// When asking again may help, in whole seconds.
  var retryAfter: Int?
  /// Whether asking again may help at all, where this is known better than by the status.
  var mayRetry: Bool?
  /// Whether what was asked for may be made all the same, so that it is paid for.
  var mayBeMade = false
  /// Members that belong to this error alone, such as `allowed_regions`.
  var details: [JSONValue.Member] = []
  /// Header fields that belong to this error alone, such as `Allow`.
  var headers: [HTTPField] = []
  /// What is wrong with each field, for the surface that tells all at once (H-713).
  var fields: [EnvelopeError] = []

  /// The longest message that is sent (H-015).
  static let longestMessage = 500
}

extension APIError {
  /// A request that the client has to mend.
  static func badRequest(_ message: String, code: String? = nil, parameter: String? = nil) -> APIError {
    APIError(status: 400, message: message, code: code, parameter: parameter)
  }

  /// A body that is no JSON object (H-003).
  static func badJSON(_ detail: String) -> APIError {
    APIError(status: 400, message: "bad json", detail: detail, code: "bad_json")
  }

  /// A body that is longer than is taken (H-002).
  static func tooLarge(limit: Int) -> APIError {
    APIError(status: 413, message: "the body is larger than \(limit) bytes", code: "payload_too_large")
  }

  /// Something that is not there.
  static func notFound(_ message: String = "not found", code: String? = "not_found") -> APIError {
    APIError(status: 404, message: message, code: code)
  }

  /// No key, or none that counts; one message for all causes (H-030).
  static let missingOrInvalidKey = APIError(
    status: 401, message: "missing or invalid api key", code: "invalid_api_key")

  /// A key without the scope of the endpoint (H-031).
  static let scopeNotAllowed = APIError(status: 403, message: "scope not allowed", code: "scope_not_allowed")

  /// Too many requests (H-038).
  static let rateLimited = APIError(
    status: 429, message: "rate limit exceeded", code: "rate_limit_exceeded", retryAfter: 1)

  /// Something that must not happen (H-026); what it was is for the log.
  static let internalError = APIError(status: 500, message: "internal error", code: "internal_error")

  /// A store that did not keep what it was given.
  static let storeFailed = APIError(status: 500, message: "the store failed; nothing was changed", code: "store_failed")
}
