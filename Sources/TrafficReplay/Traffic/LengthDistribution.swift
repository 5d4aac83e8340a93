public import RoutingCore

/// How long prompts and answers are, kept as quantiles of a trace.
///
/// Prompt lengths have one table of evenly spaced quantiles; answer lengths have one for each quarter of the prompts,
/// because long prompts and long answers go together in some traces and not in others. Between two quantiles lengths
/// are spread evenly.
public struct LengthDistribution: Hashable, Sendable {
  /// Evenly spaced quantiles of the prompt length in tokens, ascending.
  public let inputKnots: [Int]
  /// Evenly spaced quantiles of the answer length in tokens, for each band of prompts from short to long.
  public let outputKnots: [[Int]]

  /// Makes a distribution from its quantiles: at least two knots in each table, and at least one band.
  public init(inputKnots: [Int], outputKnots: [[Int]]) {
    precondition(inputKnots.count >= 2 && !outputKnots.isEmpty, "A distribution needs two knots and a band.")
    precondition(outputKnots.allSatisfy { $0.count >= 2 }, "Every band needs two knots.")
    self.inputKnots = inputKnots
    self.outputKnots = outputKnots
  }

  /// Fits a distribution to a trace by nearest rank, or returns nil where the trace has fewer records than bands.
  ///
  /// - Complexity: O(n log n) in the number of records.
  public init?(fitting records: [TraceRecord], inputKnots: Int = 33, outputKnots: Int = 17, bands: Int = 4) {
    guard records.count >= bands, bands > 0 else { return nil }
    let lengths =
      records
      .map { (input: $0.inputTokens.value, output: $0.outputTokens.value) }
      .sorted { $0 < $1 }
    self.init(
      inputKnots: LengthDistribution.quantiles(of: lengths.map(\.input), knots: inputKnots),
      outputKnots: (0..<bands).map { band in
        let records = lengths[lengths.count * band / bands..<lengths.count * (band + 1) / bands]
        return LengthDistribution.quantiles(of: records.map(\.output), knots: outputKnots)
      })
  }

  /// Draws the lengths of one request; takes two draws.
  public func draw(using generator: inout SeededGenerator) -> (input: TokenCount, output: TokenCount) {
    let inputRank = generator.unit()
    let band = min(Int(inputRank * Double(outputKnots.count)), outputKnots.count - 1)
    return (
      LengthDistribution.value(at: inputRank, of: inputKnots),
      LengthDistribution.value(at: generator.unit(), of: outputKnots[band])
    )
  }

  private static func quantiles(of values: [Int], knots: Int) -> [Int] {
    let sorted = values.sorted()
    return (0..<knots).map { sorted[(sorted.count - 1) * $0 / (knots - 1)] }
  }

  private static func value(at rank: Double, of knots: [Int]) -> TokenCount {
    let place = rank * Double(knots.count - 1)
    let knot = min(Int(place), knots.count - 2)
    let (low, high) = (Double(knots[knot]), Double(knots[knot + 1]))
    return TokenCount(clamping: Int(low + (high - low) * (place - Double(knot)) + 0.5))
  }
}
