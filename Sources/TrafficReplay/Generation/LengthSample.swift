public import RoutingCore

/// Lengths of prompts and answers as they stand in a trace, a bounded sample of them.
///
/// What is kept are pairs, a record's prompt with its own answer, so that a draw keeps whatever dependence the two
/// have. A trace of more records than the sample may hold is sampled evenly (Vitter, "Random sampling with a
/// reservoir", ACM TOMS 1985, algorithm R); up to that, a draw picks one of all its records.
public struct LengthSample: Sendable {
  /// How many records were offered.
  public private(set) var count = 0
  private let capacity: Int
  private var pairs: [Pair] = []
  private var generator: SeededGenerator

  private struct Pair: Sendable {
    let input: TokenCount
    let output: TokenCount
  }

  /// Makes an empty sample of at most `capacity` pairs, 16 bytes each.
  public init(capacity: Int = 1 << 16, seed: UInt64) {
    precondition(capacity > 0, "A sample holds something.")
    self.capacity = capacity
    generator = SeededGenerator(seed: seed, stream: 0x1E45)
  }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { pairs.isEmpty }

  /// Offers the lengths of a record to the sample.
  public mutating func add(_ record: TraceRecord) {
    let pair = Pair(input: record.inputTokens, output: record.outputTokens)
    count += 1
    guard pairs.count == capacity else {
      pairs.append(pair)
      return
    }
    let place = generator.index(below: count)
    if place < capacity { pairs[place] = pair }
  }

  /// Draws the lengths of one request from a sample that is not empty; takes one draw.
  public func draw(using generator: inout SeededGenerator) -> (input: TokenCount, output: TokenCount) {
    let pair = pairs[generator.index(below: pairs.count)]
    return (pair.input, pair.output)
  }
}
