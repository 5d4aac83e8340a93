/// What came of a probe.
public enum ProbeResult: Hashable, Sendable {
  /// The provider answers.
  case alive
  /// It does not, or refuses.
  case dead

  /// Reads the status of an answer, or nil where there was none.
  ///
  /// A refusal for want of a credential still shows that somebody answers, if none was sent.
  public init(status: Int?, carriedCredential: Bool) {
    switch status {
    case .some(200..<300), 405: self = .alive
    case 401, 403: self = carriedCredential ? .dead : .alive
    default: self = .dead
    }
  }
}

/// When and where to ask a provider whether it is alive.
public struct ProbeSchedule: Hashable, Sendable {
  /// The time between two probes of a provider.
  public var interval: Milliseconds
  /// How long to wait for an answer.
  public var timeout: Milliseconds

  /// Makes a schedule with the contract's defaults.
  public init(interval: Milliseconds = 30_000, timeout: Milliseconds = 5_000) {
    self.interval = interval
    self.timeout = timeout
  }

  /// The address to ask, or nil where a provider has none.
  public static func address(of type: ProviderType, baseURL: String) -> String? {
    var base = baseURL[...]
    while base.last == "/" { base.removeLast() }
    switch type {
    case .openAI: return base + "/v1/models"
    case .anthropic: return base + "/v1/messages"
    case .vLLM: return base + "/health"
    case .dashScope: return nil
    }
  }

  /// Whether the next probe is due.
  public func isDue(lastProbe: Moment?, now: Moment) -> Bool {
    lastProbe.map { now.milliseconds(since: $0) >= interval.value } ?? true
  }
}
