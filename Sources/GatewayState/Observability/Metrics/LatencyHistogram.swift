/// Latencies by bucket: up to 10·2ᵏ milliseconds for k from 0 to 9, and above (H-902).
struct LatencyHistogram: Hashable, Sendable {
  /// The upper ends of the buckets, themselves included.
  static let bounds = (0...9).map { 10 << $0 }

  /// How many latencies each bucket has by itself; the last is for those above all bounds.
  private(set) var counts = Array(repeating: 0, count: LatencyHistogram.bounds.count + 1)
  private(set) var sum = 0.0

  mutating func record(_ latency: Double) {
    let latency = latency.orZero
    counts[LatencyHistogram.bounds.firstIndex { latency <= Double($0) } ?? LatencyHistogram.bounds.count] += 1
    sum += latency
  }
}
