import Foundation
import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct TrafficMeasureTests {
  private func measure(_ nanoseconds: [Int64], window: Double = 1) -> TrafficMeasure {
    var measure = TrafficMeasure(windowSeconds: window)
    for time in nanoseconds {
      measure.add(TraceRecord(arrival: Moment(nanoseconds: time), inputTokens: 3, outputTokens: 4))
    }
    return measure
  }

  private func arrivals(_ law: InterarrivalLaw, rate: Double, count: Int) -> [Int64] {
    var process = ArrivalProcess(law, along: .constant(rate), seed: 21)
    return (0..<count).map { _ in process.next()?.nanoseconds ?? 0 }
  }

  @Test("Fano factor, variation and rate are those counted the long way")
  func longWay() throws {
    var generator = SeededGenerator(seed: 9)
    for round in 0..<20 {
      var time: Int64 = Int64(round) * 1_000_000_007
      let times = (0..<200).map { _ in
        // Now and then a gap of many windows.
        time += Int64(generator.index(below: generator.unit() < 0.05 ? 40_000_000_000 : 900_000_000))
        return time
      }
      let windows = (0..<Int((times[199] - times[0]) / 1_000_000_000)).map { window in
        Double(times.count { Int(($0 - times[0]) / 1_000_000_000) == window })
      }
      let mean = DistributionCheck.mean(windows)
      let variation = DistributionCheck.variation(windows)
      let measure = measure(times)
      #expect(abs(try #require(measure.fanoFactor) - variation * variation * mean) < 1e-9)
      let gaps = zip(times, times.dropFirst()).map { Double($1 - $0) / 1e9 }
      #expect(abs(try #require(measure.coefficientOfVariation) - DistributionCheck.variation(gaps)) < 1e-9)
      #expect(abs(try #require(measure.rate) - 199e9 / Double(times[199] - times[0])) < 1e-9)
    }
  }

  @Test("a Poisson process has a Fano factor near 1 by any window; bursts have that of their variation in the long run")
  func fano() throws {
    let poisson = arrivals(.exponential, rate: 20, count: 20_000)
    for window in [0.25, 1, 4] {
      // The factor of n windows has a standard deviation of √(2 / n).
      let windows = 1000 / window
      #expect(abs(try #require(measure(poisson, window: window).fanoFactor) - 1) < 4 * (2 / windows).squareRoot())
    }
    // For long windows the factor of a renewal process is cv² (Cox, Renewal Theory, 1962, chapter 4).
    let bursts = arrivals(.gamma(coefficientOfVariation: 2), rate: 20, count: 20_000)
    #expect(abs(try #require(measure(bursts, window: 4).fanoFactor) / 4 - 1) < 4 * (2 / 250.0).squareRoot())
    let even = arrivals(.gamma(coefficientOfVariation: 0.2), rate: 20, count: 20_000)
    #expect(try #require(measure(even, window: 4).fanoFactor) < 0.1)
  }

  @Test("the rate over time counts every request, in windows that double as time goes on")
  func series() {
    for count in [1, 10, 1_000, 3_000] {
      let times = arrivals(.exponential, rate: 0.7, count: count)
      let series = measure(times).series
      #expect(series.counts.count <= RateSeries.maximumWindows)
      #expect(series.windowNanoseconds == 1_000_000_000 || series.counts.count > RateSeries.maximumWindows / 2)
      let width = Int64(series.windowNanoseconds)
      for (window, counted) in series.counts.enumerated() {
        #expect(counted == times.count { ($0 - times[0]) / width == Int64(window) })
      }
      #expect(series.counts.reduce(0, +) == count)
      #expect(abs(series.rates[0] * Double(width) / 1e9 - Double(series.counts[0])) < 1e-9)
    }
  }

  @Test("times out of order and at the ends of what can be said are counted and no trap")
  func hostile() {
    let odd = measure([5, 3, .max, .min, 7, .max, .min, 0])
    #expect(odd.count == 8)
    #expect(odd.outOfOrder == 5)
    #expect(measure([.min, .max]).count == 2)
    #expect(measure([]).rate == nil)
    #expect(measure([4]).fanoFactor == nil)
    #expect(measure([4, 4, 4]).rate == nil)
    #expect(measure([4, 4, 4]).coefficientOfVariation == nil)
    #expect(measure([0, 1_500_000_000]).fanoFactor == nil)
  }
}
