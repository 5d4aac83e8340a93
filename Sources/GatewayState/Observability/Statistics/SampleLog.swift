/// Samples in the order of arrival, in chunks.
///
/// A copy shares the chunks, so whoever counts does it on a copy and nobody waits: the next sample copies one chunk of
/// 224 KB at most, and not all of them.
struct SampleLog: Sendable {
  /// A sample of 56 bytes, whose names are numbers of a ``NameTable``.
  struct Sample: Sendable {
    var milliseconds: Int
    var latency: Double
    var cost: Double
    var inputTokens: Int
    var outputTokens: Int
    var model: Int32
    var provider: Int32
    var apiKey: Int32
    /// The number of the mode, doubled, and one more for a failure, to stay at 56 bytes.
    var modeAndFailure: Int32

    var mode: Int32 { modeAndFailure >> 1 }
    var isError: Bool { modeAndFailure & 1 == 1 }
  }

  private static let chunkSize = 4096

  private var chunks: [[Sample]] = []
  private var firstOffset = 0
  private(set) var count = 0

  var first: Sample? { count == 0 ? nil : chunks[0][firstOffset] }

  mutating func append(_ sample: Sample) {
    if chunks.last.map({ $0.count == SampleLog.chunkSize }) ?? true {
      var chunk: [Sample] = []
      chunk.reserveCapacity(chunks.isEmpty ? 16 : SampleLog.chunkSize)
      chunks.append(chunk)
    }
    chunks[chunks.count - 1].append(sample)
    count += 1
  }

  /// Drops the sample that arrived first; there must be one.
  mutating func removeFirst() {
    firstOffset += 1
    count -= 1
    guard firstOffset == chunks[0].count else { return }
    chunks.removeFirst()
    firstOffset = 0
  }

  /// Calls `body` with every sample in the order of arrival.
  func forEach(_ body: (Sample) -> Void) {
    for (number, chunk) in chunks.enumerated() {
      for index in (number == 0 ? firstOffset : 0)..<chunk.count { body(chunk[index]) }
    }
  }
}
