public import RoutingCore

/// What came of one replayed request.
public enum ReplayedRequest: Hashable, Sendable {
  /// No model may serve it.
  case refused
  /// The attempt failed; a replay does not retry.
  case failed(model: ModelHandle)
  /// It was answered, with the time to the first token and the cost at the recorded length.
  case served(model: ModelHandle, latency: Milliseconds, cost: Dollars)

  /// What it cost in US dollars; nothing unless it was served.
  public var cost: Dollars {
    if case .served(_, _, let cost) = self { cost } else { 0 }
  }

  /// The time to the first token, or nil where there was none.
  public var latency: Milliseconds? {
    if case .served(_, let latency, _) = self { latency } else { nil }
  }

  /// Whether it was answered.
  public var isServed: Bool { latency != nil }
}
