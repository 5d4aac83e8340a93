/// What one attempt was worth, for learning which models to choose.
public struct RewardEntry: Hashable, Sendable {
  /// The attempted model; failed attempts name it too, so that arms learn failure.
  public var model: ModelID
  /// The size of the prompt.
  public var bucket: TokenBucket
  /// The worth, from 0 to 1.
  public var reward: Double
  /// When the attempt ended.
  public var time: Moment

  /// Makes an entry; a reward outside 0...1, or NaN, is brought to the nearer end.
  public init(model: ModelID, bucket: TokenBucket, reward: Double, time: Moment) {
    self.model = model
    self.bucket = bucket
    self.reward = reward > 0 ? min(reward, 1) : 0
    self.time = time
  }

  /// The entry of an attempt, or nil where it says nothing about the model: cancelled, or the client's fault.
  ///
  /// `budget` is the effective latency budget, not the raw and often absent value of the request.
  public init?(
    model: ModelID, inputTokens: TokenCount, outcome: AttemptOutcome, cost: Dollars, budget: Milliseconds, time: Moment
  ) {
    let reward: Double
    switch outcome {
    case .success(let latency, _): reward = RewardEntry.reward(cost: cost, latency: latency, budget: budget)
    case .failure(.cancelled), .failure(.clientError): return nil
    case .failure: reward = 0
    }
    self.init(model: model, bucket: TokenBucket(inputTokens), reward: reward, time: time)
  }

  /// The worth of an answer: 0.4 for being one, up to 0.3 for being cheap and up to 0.3 for being fast.
  ///
  /// Ten cents and more is not cheap at all; neither is the whole latency budget fast, which counts as a second at least.
  public static func reward(cost: Dollars, latency: Milliseconds, budget: Milliseconds) -> Double {
    0.3 * (1 - min(cost.value / 0.1, 1)) + 0.3 * (1 - min(latency.value / max(budget.value, 1000), 1)) + 0.4
  }
}
