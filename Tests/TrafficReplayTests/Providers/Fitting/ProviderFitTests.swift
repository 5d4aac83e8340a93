import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct ProviderFitTests {
  private func sample(
    _ host: String, _ model: String, _ first: Double?, _ interval: Double? = nil,
    _ outcome: LatencySample.Outcome = .answered
  ) -> LatencySample {
    LatencySample(host: host, model: model, outcome: outcome, firstToken: first, tokenInterval: interval)
  }

  @Test("each model has one voice in its host's median, and each host one in the median of all")
  func voices() throws {
    let many = (0..<100).map { _ in sample("a", "x", 100) }
    let fit = ProviderFit([
      LatencyTable(name: "t", selection: .every, samples: many + [sample("a", "y", 400), sample("b", "x", 3200)])
    ])
    #expect(fit.hosts.map(\.host) == ["a", "b"])
    #expect(abs((fit.hosts[0].firstToken?.median ?? 0) - 200) < 1e-9)
    #expect(abs((fit.firstTokenAcrossHosts?.median ?? 0) - 800) < 1e-9)
    #expect(fit.hosts[0].tokenInterval == nil)
    #expect(fit.world(services: []) == nil)
  }

  @Test("a host's spread is that within its models, not that between them")
  func within() throws {
    let values = [80.0, 85, 90, 95, 100, 100, 105, 110, 115, 120, 130]
    let samples = values.map { sample("a", "x", $0) } + values.map { sample("a", "y", $0 * 50) }
    let fit = ProviderFit([LatencyTable(name: "t", selection: .every, samples: samples)])
    let own = try #require(LogNormalFit(values)?.spread)
    let host = try #require(fit.hosts.first?.firstToken)
    #expect(host.withinModels?.count == 22)
    #expect(abs(try #require(host.withinModels?.spread) - own) < 0.03)
    #expect(fit.firstTokenSpread.map { abs($0 - own) < 1e-9 } == true)
  }

  @Test("requests turned away and short answers are no failures, and a best of several tells none")
  func outcomes() throws {
    let samples =
      (0..<50).map { _ in sample("a", "x", nil, nil, .rateLimited) }
      + [
        sample("a", "x", nil, nil, .failed), sample("a", "x", 5, 1, .answeredShort), sample("a", "x", 6, 1),
        sample("a", "x", 7, 1),
      ]
    let every = try #require(ProviderFit([LatencyTable(name: "t", selection: .every, samples: samples)]).models.first)
    #expect(every.failures == FailureShare(failures: 1, of: 4))
    #expect(every.rateLimited == 50 && every.answeredShort == 1)
    #expect(every.firstToken?.count == 3)
    let best = ProviderFit([LatencyTable(name: "t", selection: .bestOfSeveral, samples: samples)])
    #expect(best.models.first?.failures == nil)
    #expect(best.failures.attempts == 0)
    #expect(best.hosts.first?.firstToken?.withinModels == nil)
  }

  @Test("the order of the samples changes nothing")
  func order() throws {
    var dice = Dice(seed: 2)
    let samples = (0..<300).map { _ in
      sample(dice.pick(["a", "b", "é"]), dice.pick(["x", "y"]), dice.logUniform(10, 1000), dice.logUniform(1, 50))
    }
    let fit = ProviderFit([LatencyTable(name: "t", selection: .every, samples: samples)])
    let again = ProviderFit([
      LatencyTable(name: "t", selection: .every, samples: samples.shuffled(using: &dice.generator))
    ])
    #expect(fit.models.map(\.firstToken) == again.models.map(\.firstToken))
    #expect(fit.models.map { [$0.host, $0.model] } == again.models.map { [$0.host, $0.model] })
    #expect(fit.firstTokenAcrossHosts == again.firstTokenAcrossHosts)
  }

  @Test("times that are none count as unknown")
  func unknownTimes() {
    for value in [0, -1, .nan, .infinity] as [Double] {
      let sample = sample("a", "x", value, value)
      #expect(sample.firstToken == nil && sample.tokenInterval == nil)
    }
  }
}
