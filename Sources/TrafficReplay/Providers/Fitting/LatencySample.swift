/// One measured request to a host.
public struct LatencySample: Hashable, Sendable {
  /// What became of a request.
  public enum Outcome: Hashable, Sendable {
    /// It was answered.
    case answered
    /// It was answered with fewer tokens than had been asked for, which is no failure.
    case answeredShort
    /// It was turned away because the benchmark asked too often, which is no failure of the host.
    case rateLimited
    /// It failed.
    case failed
  }

  /// The host, as the table calls it.
  public let host: String
  /// The model, as the table calls it.
  public let model: String
  /// What became of it.
  public let outcome: Outcome
  /// The time to the first token, in milliseconds; nil where it is not known.
  public let firstToken: Double?
  /// The mean time between two tokens after the first, in milliseconds; nil where it is not known.
  public let tokenInterval: Double?

  /// Makes a sample; times that are not positive and finite count as not known.
  public init(host: String, model: String, outcome: Outcome, firstToken: Double?, tokenInterval: Double?) {
    self.host = host
    self.model = model
    self.outcome = outcome
    self.firstToken = firstToken.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    self.tokenInterval = tokenInterval.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }
}

/// Requests that were measured in the same way.
public struct LatencyTable: Hashable, Sendable {
  /// Which of the requests that were made are in a table.
  public enum Selection: Hashable, Sendable {
    /// All of them.
    case every
    /// The fastest of a few that were made one after the other.
    ///
    /// Such a table tells medians, a little low; it tells neither how times are spread nor how often a host fails.
    case bestOfSeveral
  }

  /// What the table is called in a report.
  public let name: String
  /// Which requests are in it.
  public let selection: Selection
  /// The requests.
  public let samples: [LatencySample]

  /// Makes a table.
  public init(name: String, selection: Selection, samples: [LatencySample]) {
    self.name = name
    self.selection = selection
    self.samples = samples
  }
}
