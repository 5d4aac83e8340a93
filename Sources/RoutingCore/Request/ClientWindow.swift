/// How one client of a service sent its requests during a window of time.
///
/// This is how ServeGen describes traffic (Xiang et al., "ServeGen: Workload characterization and generation of large
/// language model serving in production", arXiv 2505.09999).
public struct ClientWindow: Hashable, Sendable {
  /// Who sent the requests.
  public var client: String
  /// When the window begins, in seconds after the description's zero; not negative.
  public var start: Int
  /// Requests a second; above zero.
  public var rate: Double
  /// The standard deviation of the gaps between requests, divided by their mean, as measured.
  public var coefficientOfVariation: Double
  /// The distribution that was fitted to the gaps, but for its mean, which follows from the rate.
  public var law: InterarrivalLaw

  /// Makes a window.
  public init(client: String, start: Int, rate: Double, coefficientOfVariation: Double, law: InterarrivalLaw) {
    self.client = client
    self.start = start
    self.rate = rate
    self.coefficientOfVariation = coefficientOfVariation
    self.law = law
  }
}

/// How long the prompts or the answers of one client were during a window of time, as quantiles.
public struct ClientLengths: Hashable, Sendable {
  /// Whose requests they are.
  public var client: String
  /// When the window begins, in seconds after the description's zero; not negative.
  public var start: Int
  /// What was measured.
  public var field: Field
  /// The 5th, 25th, 50th, 75th, 90th, 95th and 99th percentiles in tokens, ascending.
  public var quantiles: [Double]
  /// The mean in tokens.
  public var mean: Double

  /// What a length is the length of.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    /// Of the prompt.
    case input = "input_tokens"
    /// Of the answer.
    case output = "output_tokens"
    /// Of the share of an answer that is reasoning: a ratio, not a number of tokens.
    case reasoning = "reason_ratio"
  }

  /// Makes the lengths of a window.
  public init(client: String, start: Int, field: Field, quantiles: [Double], mean: Double) {
    self.client = client
    self.start = start
    self.field = field
    self.quantiles = quantiles
    self.mean = mean
  }
}
