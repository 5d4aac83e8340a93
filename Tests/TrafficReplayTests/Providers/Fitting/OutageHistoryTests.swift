import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct OutageHistoryTests {
  @Test("quantiles of a heavy tail lie far from those of the exponential distribution with the same mean")
  func heavyTail() throws {
    // Anthropic's incidents in minutes: Data/Latency/outage_summary.json.
    let times = try #require(
      ObservedTimes(
        mean: 269.7 * 60_000, quantiles: [(0.95, 1103), (0.25, 18), (0.5, 55)].map { ($0.0, $0.1 * 60_000) }))
    #expect(times.comparisons.map(\.probability) == [0.25, 0.5, 0.95])
    // Python: [-269.7 * math.log(1 - p) for p in (.25, .5, .95)], and max |1 - math.exp(-q / 269.7) - p|.
    let expected = [77.58785494024531, 186.94179459701724, 807.948994177511]
    for (quantile, minutes) in zip(times.comparisons, expected) {
      #expect(abs(quantile.exponential / 60_000 - minutes) < 1e-9)
    }
    #expect(abs(times.distanceAtLeast - 0.3155192166708657) < 1e-9)
    #expect(times.isHeavyTailed)
  }

  @Test("quantiles of an exponential distribution are as far from it as its own: nothing")
  func exponential() throws {
    let quantiles = [0.1, 0.5, 0.9].map { (probability: $0, milliseconds: -7 * ElementaryFunctions.log(1 - $0)) }
    let times = try #require(ObservedTimes(mean: 7, quantiles: quantiles))
    #expect(times.distanceAtLeast < 1e-12)
    #expect(!times.isHeavyTailed)
    #expect(ObservedTimes(mean: 0, quantiles: []) == nil)
    #expect(ObservedTimes(mean: .nan, quantiles: []) == nil)
  }

  @Test("a service's shape is down for the share of time that its history is")
  func shape() throws {
    let history = ServiceOutages(service: "api.anthropic.com", days: 418, outages: 25, minutes: 1675)
    let shape = try #require(history.shape(errorRate: 0.9))
    // 1675 / 25 minutes, and (418 * 1440 - 1675) / 25 minutes.
    #expect(shape.meanDown.value == 67 * 60_000)
    #expect(abs(shape.meanUp.value - 24_009.8 * 60_000) < 1e-3)
    // The summary's any_outage_availability.
    #expect(abs(history.availability - 0.997217) < 5e-7)
    let up = shape.meanUp.value / (shape.meanUp.value + shape.meanDown.value)
    #expect(abs(up - history.availability) < 1e-12)
    #expect(ServiceOutages(service: "x", days: 9, outages: 0, minutes: 0).shape(errorRate: 1) == nil)
    #expect(ServiceOutages(service: "x", days: 1, outages: 1, minutes: 1440).shape(errorRate: 1) == nil)
    let pooled = try #require(
      ServiceOutages.pooled([history, ServiceOutages(service: "b", days: 10, outages: 1, minutes: 25)]))
    #expect(pooled.days == 428 && pooled.outages == 26 && pooled.minutes == 1700)
    #expect(ServiceOutages.pooled([]) == nil)
  }

  @Test("the share of time within incidents counts those alone that have a length")
  func share() throws {
    let lengths = try #require(ObservedTimes(mean: 30, quantiles: []))
    let gaps = try #require(ObservedTimes(mean: 100, quantiles: []))
    let incidents = VendorIncidents(vendor: "v", count: 10, countWithLength: 5, lengths: lengths, gaps: gaps)
    #expect(abs(incidents.shareOfTime - 0.15) < 1e-12)
  }
}
