import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct KolmogorovSmirnovTests {
  private func sketch(_ values: [Int]) -> ValueSketch {
    var sketch = ValueSketch()
    values.forEach { sketch.add($0) }
    return sketch
  }

  @Test("every value lies in the bucket whose borders are around it, narrower than 0.8 % of it")
  func buckets() {
    var generator = SeededGenerator(seed: 1)
    let values =
      Array(0..<2_000) + (0..<5_000).map { Int(generator.next() >> UInt64(1 + $0 % 63)) } + [Int.max, Int.max - 1]
    for value in values {
      let bucket = ValueSketch.bucket(of: value)
      let start = bucket == 0 ? 0 : ValueSketch.end(of: bucket - 1)
      #expect(start <= Double(value))
      #expect(Double(value) < ValueSketch.end(of: bucket) || value > 1 << 53)
      #expect(ValueSketch.end(of: bucket) - start <= max(1, start / 127))
    }
  }

  @Test("the distance of two samples is between its bounds as counted value by value, and exact for small values")
  func twoSamples() throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let bits = 3 + seed % 30
      let first = (0..<1 + generator.index(below: 80)).map { _ in generator.index(below: 1 << bits) }
      let second = (0..<1 + generator.index(below: 80)).map { _ in generator.index(below: 1 << (bits - seed % 2)) }
      let exact = DistributionCheck.distance(first, second)
      let test = try #require(KolmogorovSmirnov(sketch(first), sketch(second)))
      #expect(test.distance <= exact + 1e-12)
      #expect(test.upperBound >= exact - 1e-12)
      if bits <= 8 { #expect(abs(test.distance - exact) < 1e-12 && test.upperBound == test.distance) }
      let (n, m) = (Double(first.count), Double(second.count))
      #expect(abs(test.criticalValue - 1.358 * (1 / n + 1 / m).squareRoot()) < 1e-12)
    }
  }

  @Test("the distance from an exponential distribution is between its bounds as counted value by value")
  func oneSample() throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let mean = pow(10, 3 + Double(seed) / 4)
      let values = (0..<300).map { _ in Int(-mean * log(1 - generator.unit()) * (seed % 2 == 0 ? 1 : generator.unit()))
      }
      let own = Double(values.reduce(0, +)) / 300
      let exact = DistributionCheck.distance(values.map(Double.init)) { 1 - exp(-$0 / own) }
      let test = try #require(KolmogorovSmirnov(sketch(values), exponentialOfMean: own))
      // Values are whole numbers, which moves the exact distance by as much as the distribution has in one of them.
      #expect(test.distance <= exact + 1 / own)
      #expect(test.upperBound >= exact - 1 / own)
      #expect(test.upperBound - test.distance < 0.03)
    }
  }

  @Test("of Poisson gaps about one in twenty is rejected, of bursty ones nearly all")
  func level() throws {
    var rejected = (poisson: 0, bursts: 0)
    for seed in 0..<200 {
      for law in [InterarrivalLaw.exponential, .gamma(coefficientOfVariation: 1.5)] {
        var process = ArrivalProcess(law, along: .constant(100), seed: UInt64(seed))
        var measure = TrafficMeasure()
        for _ in 0..<200 {
          let arrival = process.next() ?? .zero
          measure.add(TraceRecord(arrival: arrival, inputTokens: 1, outputTokens: 1))
        }
        guard try #require(measure.poisson).rejects else { continue }
        if law == .exponential { rejected.poisson += 1 } else { rejected.bursts += 1 }
      }
    }
    // Ten of 200 expected, with a standard deviation of 3.
    #expect((2...20).contains(rejected.poisson), "\(rejected)")
    #expect(rejected.bursts > 180)
  }

  @Test("two sketches merged are one sketch of everything")
  func merged() {
    var generator = SeededGenerator(seed: 2)
    let values = (0..<1_000).map { _ in Int(generator.next() >> 20) }
    var merged = sketch(Array(values.prefix(300)))
    merged.merge(sketch(Array(values.dropFirst(300))))
    #expect(merged == sketch(values))
  }

  @Test("nothing has no distance")
  func empty() {
    #expect(KolmogorovSmirnov(ValueSketch(), sketch([1])) == nil)
    #expect(KolmogorovSmirnov(ValueSketch(), exponentialOfMean: 1) == nil)
    #expect(KolmogorovSmirnov(sketch([1]), exponentialOfMean: 0) == nil)
    #expect(KolmogorovSmirnov(sketch([-5]), sketch([0]))?.distance == 0)
  }
}
