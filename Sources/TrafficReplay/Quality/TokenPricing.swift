/// What an answer costs, told from lengths in characters.
///
/// Public tables keep lengths in characters and not in tokens. A token is taken for four characters, rounded up, the
/// rule of thumb that OpenAI gives for English text; code and other languages have shorter tokens, so their costs come
/// out too low for all models alike. Where a table has no length, a constant stands for it.
public struct TokenPricing: Hashable, Sendable {
  /// A model's price in US dollars per million tokens.
  public struct Price: Hashable, Sendable {
    /// A million input tokens, in US dollars.
    public var inputPerMillionTokens: Double
    /// A million output tokens, in US dollars.
    public var outputPerMillionTokens: Double

    /// Makes a price; both finite and not negative.
    public init(inputPerMillionTokens: Double, outputPerMillionTokens: Double) {
      precondition(
        inputPerMillionTokens >= 0 && inputPerMillionTokens.isFinite && outputPerMillionTokens >= 0
          && outputPerMillionTokens.isFinite, "A price is finite and not negative.")
      self.inputPerMillionTokens = inputPerMillionTokens
      self.outputPerMillionTokens = outputPerMillionTokens
    }
  }

  /// Characters taken for a token.
  public static let charactersPerToken = 4

  /// Input tokens where the length of a prompt is not known; not negative.
  public var assumedInputTokens: Int
  /// Output tokens where the length of an answer is not known; not negative.
  public var assumedOutputTokens: Int

  /// Makes a pricing.
  public init(assumedInputTokens: Int = 256, assumedOutputTokens: Int = 256) {
    precondition(assumedInputTokens >= 0 && assumedOutputTokens >= 0, "There are no negative tokens.")
    self.assumedInputTokens = assumedInputTokens
    self.assumedOutputTokens = assumedOutputTokens
  }

  /// The tokens that a text is taken for: a quarter of its characters, rounded up.
  public static func tokens(ofCharacters characters: Int) -> Int {
    characters / charactersPerToken + (characters % charactersPerToken > 0 ? 1 : 0)
  }

  /// What one request costs in US dollars.
  ///
  /// - Parameters:
  ///   - price: The model's price.
  ///   - promptCharacters: The length of the prompt, nil where unknown.
  ///   - answerCharacters: The length of the answer, nil where unknown.
  /// - Returns: The cost, not negative.
  public func cost(at price: Price, promptCharacters: Int?, answerCharacters: Int?) -> Double {
    let input = promptCharacters.map(TokenPricing.tokens) ?? assumedInputTokens
    let output = answerCharacters.map(TokenPricing.tokens) ?? assumedOutputTokens
    return (Double(input) * price.inputPerMillionTokens + Double(output) * price.outputPerMillionTokens) / 1e6
  }
}
