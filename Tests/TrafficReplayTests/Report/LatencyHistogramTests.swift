import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct LatencyHistogramTests {
  @Test("percentiles are those of the sorted values, to 1.6 %")
  func percentiles() {
    var generator = SeededGenerator(seed: 6)
    var histogram = LatencyHistogram()
    var values: [Double] = []
    for _ in 0..<10_000 {
      let value = UInt64(ElementaryFunctions.exp(generator.unit() * 40))
      histogram.record(nanoseconds: value)
      values.append(Double(value))
    }
    let exact = Percentiles(values)
    for share in [0.01, 0.25, 0.5, 0.9, 0.999] {
      let error = abs(histogram.nanoseconds(at: share) - exact.value(at: share))
      #expect(error <= 0.016 * exact.value(at: share) + 1, "p\(share * 100)")
    }
    #expect(Double(histogram.maximum) == values.max())
  }

  @Test("the smallest, the largest and no duration at all are counted")
  func ends() {
    var histogram = LatencyHistogram()
    #expect(histogram.nanoseconds(at: 0.5) == 0)
    #expect(histogram.mean == 0)
    histogram.record(nanoseconds: 0)
    histogram.record(nanoseconds: .max)
    #expect(histogram.count == 2)
    #expect(histogram.nanoseconds(at: 0.5) == 0)
    #expect(histogram.nanoseconds(at: 1) > 1.8e19)
  }

  @Test("a group counts once for each of its members")
  func weights() {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: 10, weight: 32)
    histogram.record(nanoseconds: 1000)
    #expect(histogram.count == 33)
    #expect(histogram.nanoseconds(at: 0.9) == 10)
    #expect(histogram.mean == 1320.0 / 33)
    var merged = LatencyHistogram()
    merged.record(nanoseconds: 5000)
    merged.merge(histogram)
    #expect(merged.count == 34)
    #expect(merged.maximum == 5000)
    #expect(merged.nanoseconds(at: 0.9) == 10)
  }

  @Test("nearest-rank percentiles of few values", arguments: [(0.0, 1.0), (0.25, 1), (0.26, 2), (0.5, 2), (1, 4)])
  func nearestRank(share: Double, value: Double) {
    #expect(Percentiles([4, 2, 1, 3]).value(at: share) == value)
    #expect(Percentiles([]).value(at: share) == 0)
  }

  @Test("of few durations a percentile is that of the nearest rank")
  func nearestRank() {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: 1, weight: 9)
    histogram.record(nanoseconds: 100)
    let plain = Percentiles(Array(repeating: 1, count: 9) + [100])
    for share in [0, 0.1, 0.5, 0.89, 0.9, 0.901, 0.99, 0.999, 1] {
      #expect(histogram.nanoseconds(at: share) == plain.value(at: share), "\(share)")
    }
  }
}
