import RoutingTestSupport
import Testing
import TrafficReplay

@testable import ReplayReporting

@Suite(.offThePool) struct TimeBinsTests {
  @Test("joined bins hold what the bins of the timeline held, and are few", arguments: [1, 40, 64, 65, 100, 128])
  func sums(seconds: Int) throws {
    let comparison = SampleComparison.make(
      [SampleComparison.policies[0]], requests: seconds * 2, seconds: Double(seconds))
    let timeline = try #require(comparison.contestants.first).outcomes.timeline
    let bins = TimeBins(timeline)
    #expect(bins.bins.count <= TimeBins.most)
    #expect(bins.bins.count * bins.seconds >= timeline.bins.count * timeline.secondsPerBin)
    #expect(bins.bins.reduce(0) { $0 + $1.requests } == seconds * 2)
    #expect(bins.bins.reduce(0) { $0 + $1.failures } == timeline.bins.reduce(0) { $0 + $1.failures })
    #expect(bins.bins.reduce(0) { $0 + $1.attained } == timeline.bins.reduce(0) { $0 + $1.attained })
    #expect(abs(bins.bins.reduce(0) { $0 + $1.cost } - timeline.bins.reduce(0) { $0 + $1.cost }) < 1e-12)
  }

  @Test("the six models that were chosen most have bands, and all others one")
  func bands() {
    let comparison = SampleComparison.make(requests: 400)
    let bands = ModelBands(ComparisonReport(comparison, SampleComparison.setup()))
    let requests = (0..<12).map { model in comparison.contestants.reduce(0) { $0 + $1.outcomes.models[model].requests }
    }
    #expect(bands.models.count == 6 && bands.others.count == requests.count { $0 > 0 } - 6)
    let least = bands.models.map { requests[$0] }.min() ?? 0
    #expect(bands.others.allSatisfy { requests[$0] <= least })
    #expect(bands.names.last == "\(bands.others.count) other models")
    for contestant in comparison.contestants {
      let chart = bands.chart(of: contestant)
      let decided = contestant.outcomes.requests - contestant.outcomes.refusals
      #expect(chart.bands.reduce(0) { $0 + $1.reduce(0, +) } == Double(decided))
    }
  }
}
