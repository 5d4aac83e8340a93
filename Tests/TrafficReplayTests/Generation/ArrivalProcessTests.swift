import Foundation
import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct ArrivalProcessTests {
  private func seconds(_ law: InterarrivalLaw, _ curve: RateCurve, seed: UInt64, until end: Double) -> [Double] {
    var process = ArrivalProcess(law, along: curve, seed: seed)
    var times: [Double] = []
    while let time = process.next().map({ Double($0.nanoseconds) / 1e9 }), time < end { times.append(time) }
    return times
  }

  private func gaps(_ law: InterarrivalLaw, rate: Double, count: Int) -> [Double] {
    var process = ArrivalProcess(law, along: .constant(rate), seed: 11)
    let times = (0...count).compactMap { _ in process.next().map { Double($0.nanoseconds) / 1e9 } }
    return zip(times, times.dropFirst()).map { $1 - $0 }
  }

  @Test(
    "gaps have the mean and the coefficient of variation they were asked for, and the exact distribution",
    arguments: [0.25, 0.5, 1, 2, 3])
  func gaps(variation: Double) {
    let gamma = gaps(.gamma(coefficientOfVariation: variation), rate: 4, count: 8_000).map { $0 * 4 }
    let weibullLaw = InterarrivalLaw.weibull(coefficientOfVariation: variation)
    let weibull = gaps(weibullLaw, rate: 4, count: 8_000).map { $0 * 4 }
    for sample in [gamma, weibull] {
      #expect(abs(DistributionCheck.mean(sample) - 1) < 5 * variation / 8_000.0.squareRoot())
      #expect(abs(DistributionCheck.variation(sample) / variation - 1) < 0.2)
    }
    // 2.1 / √n is exceeded three times in ten thousand. Times are whole nanoseconds, so shorter gaps are not told
    // apart: of gaps with a coefficient of variation of 3, every tenth.
    let limit = 2.1 / 8_000.0.squareRoot()
    let shape = 1 / (variation * variation)
    #expect(DistributionCheck.distance(gamma, least: 1e-6) { DistributionCheck.gamma($0, shape: shape) } < limit)
    guard case .weibull(let k) = weibullLaw else {
      Issue.record("not a Weibull law")
      return
    }
    #expect(DistributionCheck.distance(weibull, least: 1e-6) { DistributionCheck.weibull($0, shape: k) } < limit)
  }

  @Test("exponential gaps are exponential")
  func exponential() {
    let sample = gaps(.exponential, rate: 1000, count: 8_000).map { $0 * 1000 }
    #expect(DistributionCheck.distance(sample) { 1 - exp(-$0) } < 2.1 / 8_000.0.squareRoot())
  }

  @Test("the Weibull shape gives back the coefficient of variation it was solved for, by the C library's gamma")
  func weibullShape() {
    var variation = 0.02
    while variation <= 100 {
      let law = InterarrivalLaw.weibull(coefficientOfVariation: variation)
      guard case .weibull(let k) = law else {
        Issue.record("not a Weibull law")
        return
      }
      let ratio = exp(lgamma(1 + 2 / k) - 2 * lgamma(1 + 1 / k)) - 1
      #expect(abs(ratio.squareRoot() / variation - 1) < 1e-8, "\(variation)")
      #expect(abs(law.coefficientOfVariation / variation - 1) < 1e-8)
      variation *= 1.3
    }
    // A Weibull distribution of shape 1 is exponential, and of shape 1/2 has cv² = Γ(5) / Γ(3)² − 1 = 5.
    #expect(abs(InterarrivalLaw.weibull(shape: 1).coefficientOfVariation - 1) < 1e-12)
    #expect(abs(InterarrivalLaw.weibull(shape: 0.5).coefficientOfVariation - 5.0.squareRoot()) < 1e-12)
    #expect(InterarrivalLaw.gamma(coefficientOfVariation: 2) == .gamma(shape: 0.25))
  }

  @Test(
    "the expected count is that of the rate from the very start, however bursty the gaps",
    arguments: [InterarrivalLaw.gamma(shape: 1.0 / 16), .weibull(shape: 0.4), .gamma(shape: 16), .exponential])
  func stationary(law: InterarrivalLaw) {
    let counts = (0..<3_000).map { seed in
      Double(seconds(law, .constant(0.5), seed: UInt64(seed), until: 4).count)
    }
    let error = DistributionCheck.variation(counts) * DistributionCheck.mean(counts) / 3_000.0.squareRoot()
    #expect(abs(DistributionCheck.mean(counts) - 2) < 4.5 * error)
  }

  @Test("a day by a cosine has the requests of its mean rate, and each hour those of the integral")
  func cosine() {
    let curve = RateCurve.daily(mean: 0.3, amplitude: 0.8)
    #expect(abs(curve.mean - 0.3) < 1e-12)
    let times = seconds(.exponential, curve, seed: 3, until: 86_400)
    #expect(abs(Double(times.count) - 25_920) < 4 * 25_920.0.squareRoot())
    for hour in 0..<24 {
      let (start, end) = (Double(hour) / 24, Double(hour + 1) / 24)
      let wave = (sin(2 * .pi * end) - sin(2 * .pi * start)) / (2 * .pi)
      let expected = 25_920 * (1.0 / 24 - 0.8 * wave)
      let count = times.count { $0 >= start * 86_400 && $0 < end * 86_400 }
      #expect(abs(Double(count) - expected) < 4.5 * expected.squareRoot(), "hour \(hour)")
    }
  }

  @Test("the parts of a day have the requests of their factors, and the day those of its mean, day after day")
  func factors() {
    let factors: [Double] = [0, 1, 0, 3]
    let curve = RateCurve.daily(mean: 0.1, factors: factors)
    let times = seconds(.gamma(coefficientOfVariation: 2), curve, seed: 4, until: 2 * 86_400)
    // Counts of a renewal process have the variance cv² · mean in the long run (Cox, 1962, chapter 4).
    #expect(abs(Double(times.count) - 17_280) < 4 * 2 * 17_280.0.squareRoot())
    for (part, factor) in factors.enumerated() {
      let count = times.count { Int($0 / 21_600) % 4 == part }
      let expected = 17_280 * factor / 4
      #expect(abs(Double(count) - expected) <= 4 * 2 * expected.squareRoot(), "part \(part)")
    }
  }

  @Test("the same seed gives the same arrivals, in order; another seed or stream gives others")
  func seeds() {
    func arrivals(seed: UInt64, stream: UInt64 = 0) -> [Moment] {
      var process = ArrivalProcess(
        .weibull(coefficientOfVariation: 3), along: .daily(mean: 5, amplitude: 1), seed: seed, stream: stream)
      return (0..<500).compactMap { _ in process.next() }
    }
    #expect(arrivals(seed: 1) == arrivals(seed: 1))
    #expect(arrivals(seed: 1) != arrivals(seed: 2))
    #expect(arrivals(seed: 1) != arrivals(seed: 1, stream: 1))
    #expect(zip(arrivals(seed: 1), arrivals(seed: 1).dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("a curve that does not repeat ends, and the end of time is no trap")
  func ends() {
    var finite = ArrivalProcess(
      .exponential, along: RateCurve(rates: [0, 100, 0], stepSeconds: 1, repeats: false), seed: 1)
    var count = 0
    while let arrival = finite.next() {
      #expect(arrival >= Moment(milliseconds: 1000) && arrival < Moment(milliseconds: 2000))
      count += 1
    }
    #expect(abs(count - 100) < 50)
    #expect(finite.next() == nil)
    var slow = ArrivalProcess(.gamma(shape: 0.001), along: .constant(1e-15), seed: 1)
    for _ in 0..<200 { #expect(slow.next() != nil) }
  }
}
