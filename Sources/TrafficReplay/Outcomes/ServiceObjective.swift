public import RoutingCore

/// How fast an answer has to be for its caller to be content.
///
/// The share of requests that were served so fast is the attainment (Zhong et al., "DistServe", OSDI 2024, section 2);
/// those that failed or were refused count as missed.
public struct ServiceObjective: Hashable, Sendable {
  /// The longest time to the first token.
  public var firstToken: Milliseconds
  /// The longest mean time between two tokens.
  public var tokenInterval: Milliseconds

  /// Makes an objective: by default a second to the first token, and ten tokens a second after it.
  public init(firstToken: Milliseconds = 1000, tokenInterval: Milliseconds = 100) {
    self.firstToken = firstToken
    self.tokenInterval = tokenInterval
  }

  /// Whether an answer of these times meets it.
  public func isMet(firstToken: Milliseconds, tokenInterval: Milliseconds) -> Bool {
    firstToken <= self.firstToken && tokenInterval <= self.tokenInterval
  }
}
