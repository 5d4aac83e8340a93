/// How conversations go on after their first request.
public struct SessionShape: Hashable, Sendable {
  /// The mean number of requests of a conversation, at least 1; their number is geometric.
  public var meanTurns: Double
  /// The median time from one request to the next in seconds, above zero.
  ///
  /// The time is log-normal, and counts from the arrival of a request: it is the answering and the thinking together.
  public var medianThinkSeconds: Double
  /// The standard deviation of the logarithm of that time, from 0 to 5.
  public var thinkSpread: Double
  /// The prompt length in tokens beyond which a conversation is not carried on.
  public var maximumInputTokens: Int

  /// Makes a shape; the defaults are plain choices, not measurements.
  public init(
    meanTurns: Double, medianThinkSeconds: Double = 30, thinkSpread: Double = 1, maximumInputTokens: Int = 131_072
  ) {
    precondition(meanTurns >= 1 && meanTurns <= 10_000, "A conversation has from 1 to 10,000 requests.")
    precondition(medianThinkSeconds >= 1e-3 && medianThinkSeconds <= 1e7, "Thinking takes a millisecond or more.")
    precondition((0...5).contains(thinkSpread), "The spread of the logarithm lies between 0 and 5.")
    precondition(maximumInputTokens > 0, "Prompts have a length.")
    self.meanTurns = meanTurns
    self.medianThinkSeconds = medianThinkSeconds
    self.thinkSpread = thinkSpread
    self.maximumInputTokens = maximumInputTokens
  }

  /// One request a conversation.
  public static let single = SessionShape(meanTurns: 1)
}
