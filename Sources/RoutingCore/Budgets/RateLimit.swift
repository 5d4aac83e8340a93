/// What a rate limit counts.
public enum RateResource: Hashable, Sendable {
  /// Requests.
  case requests
  /// Tokens, in and out.
  case tokens

  /// The plural noun.
  public var name: String {
    switch self {
    case .requests: "requests"
    case .tokens: "tokens"
    }
  }
}

/// How many requests and tokens may pass in each window of time.
public struct RateLimit: Hashable, Sendable {
  /// Requests in a window; nil does not limit them.
  public let requests: Int?
  /// Tokens in a window; nil does not limit them.
  public let tokens: Int?
  /// The length of a window.
  public let period: BudgetPeriod

  /// The highest limit, 2⁵³, which is also the highest ``TokenCount``.
  public static let highest = TokenCount.maximum.value

  /// Makes a limit; throws ``InvalidBudget/rateOutOfRange(_:limit:)`` for a number outside 1...``highest``.
  public init(requests: Int?, tokens: Int?, period: BudgetPeriod) throws(InvalidBudget) {
    self.requests = try RateLimit.checked(requests, .requests)
    self.tokens = try RateLimit.checked(tokens, .tokens)
    self.period = period
  }

  private static func checked(_ limit: Int?, _ resource: RateResource) throws(InvalidBudget) -> Int? {
    guard let limit, limit < 1 || limit > highest else { return limit }
    throw .rateOutOfRange(resource, limit: limit)
  }
}

/// A rate limit leaves too little for what was asked, and nothing was taken.
public struct RateExceeded: Error, Hashable, Sendable {
  /// The resource that stands in the way the longest.
  public let resource: RateResource
  /// Milliseconds after which the same request passes if nothing else does meanwhile, at least 1; nil where it asks
  /// for more than a whole window allows and so never will.
  public let retryAfterMilliseconds: Int64?
}

extension RateExceeded: CustomStringConvertible {
  /// The refusal in a sentence with the time to wait.
  public var description: String {
    guard let retryAfterMilliseconds else { return "more \(resource.name) than a whole window allows" }
    return "too many \(resource.name), retry after \(retryAfterMilliseconds) ms"
  }
}
