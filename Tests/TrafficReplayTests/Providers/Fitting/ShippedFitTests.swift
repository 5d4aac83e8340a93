import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// The constants in the source and the shipped tables cannot change one without the other.
@Suite(.offThePool) struct ShippedFitTests {
  private func table(_ file: String, _ format: LatencyFormat, _ selection: LatencyTable.Selection) throws
    -> LatencyTable
  {
    var rest: [UInt8]? = try Repository.bytes(of: "Data/Latency/\(file)")
    var reader = LatencyReader<Never>(format: format, file: file) {
      defer { rest = nil }
      return rest
    }
    var samples: [LatencySample] = []
    while let result = reader.next() {
      let row = try result.get()
      let outcome: LatencySample.Outcome =
        switch row.outcome {
        case .answered: .answered
        case .answeredShort: .answeredShort
        case .rateLimited: .rateLimited
        case .failed: .failed
        }
      samples.append(
        LatencySample(
          host: row.host, model: row.model, outcome: outcome, firstToken: row.firstToken?.value,
          tokenInterval: row.tokenInterval?.value))
    }
    return LatencyTable(name: format.rawValue, selection: selection, samples: samples)
  }

  private func shipped() throws -> ProviderFit {
    ProviderFit([
      try table("llmperf_2023-12-19_requests.csv", .llmPerf, .every),
      try table("thefastest_2024-05-03.csv", .theFastest, .bestOfSeveral),
    ])
  }

  private func services() throws -> [ServiceOutages] {
    let summary = try OutageSummaryDocument(parsing: try Repository.bytes(of: "Data/Latency/outage_summary.json"))
    return summary.services.map {
      ServiceOutages(
        service: $0.name, days: $0.days, outages: $0.daysWithOutage, minutes: $0.partialMinutes + $0.majorMinutes)
    }
  }

  @Test("single fits of the shipped tables are those that Python computes")
  func singleFits() throws {
    let fit = try shipped()
    #expect(fit.models.count == 75)
    let together = try #require(fit.models.first { $0.host == "together" && $0.model == "llama-2-13b-chat" })
    // csv, numpy.quantile(…, method="median_unbiased") of the logarithms, statistics.NormalDist().cdf, to four digits.
    #expect(together.failures == FailureShare(failures: 1, of: 110))
    #expect(together.firstToken.map { abs($0.median - 546.844) < 1e-3 } == true)
    #expect(together.firstToken?.spread.map { abs($0 - 0.1661) < 5e-5 } == true)
    #expect(together.firstToken?.distance.map { abs($0 - 0.1283) < 5e-5 } == true)
    #expect(together.tokenInterval.map { abs($0.median - 6.415) < 1e-3 } == true)
    #expect(together.tokenInterval?.spread.map { abs($0 - 0.1009) < 5e-5 } == true)
    let bedrock = try #require(fit.models.first { $0.host == "bedrock" && $0.model == "llama-2-70b-chat" })
    #expect(bedrock.answeredShort == 38)
    #expect(bedrock.tokenInterval?.distance.map { abs($0 - 0.2407) < 5e-5 } == true)
    #expect(bedrock.tokenInterval?.warnings == [.poorShape])
    let lepton = try #require(fit.hosts.first { $0.host == "lepton" })
    #expect(lepton.rateLimited == 300 && lepton.provider == nil)
    let across = try #require(fit.firstTokenAcrossHosts)
    #expect(across.count == 16)
    #expect(abs(across.median - 389.4781755418667) < 1e-9)
    #expect(abs(try #require(across.spread) - 1.067503368038085) < 1e-12)
    #expect(abs(try #require(across.distance) - 0.15250438606725214) < 1e-12)
    let intervals = try #require(fit.tokenIntervalAcrossHosts)
    #expect(abs(intervals.median - 20.67442696539439) < 1e-9)
    #expect(abs(try #require(intervals.distance) - 0.23730265539691897) < 1e-12)
  }

  /// Whether a constant is a fitted value rounded to a unit.
  private func agrees(_ constant: Double, _ fitted: Double, to unit: Double) -> Bool {
    abs(constant - fitted) <= 0.5 * unit * (1 + 1e-9)
  }

  private func agrees(_ constant: OutageShape?, _ fitted: OutageShape?) -> Bool {
    guard let constant, let fitted else { return constant == nil && fitted == nil }
    return agrees(constant.meanUp.value, fitted.meanUp.value, to: 1000)
      && agrees(constant.meanDown.value, fitted.meanDown.value, to: 1000) && constant.errorRate == fitted.errorRate
      && constant.vendor == fitted.vendor && constant.sharedPart == fitted.sharedPart
  }

  @Test("the measured defaults are what the shipped tables are fitted by, to the digits written")
  func defaults() throws {
    let fitted = try #require(try shipped().world(services: try services())).defaults
    let constants = ProviderDefaults.measured
    #expect(agrees(constants.firstTokenAcrossProviders.median, fitted.firstTokenAcrossProviders.median, to: 1))
    #expect(agrees(constants.firstTokenAcrossProviders.spread, fitted.firstTokenAcrossProviders.spread, to: 0.001))
    #expect(agrees(constants.firstTokenSpread, fitted.firstTokenSpread, to: 0.001))
    #expect(agrees(constants.tokenIntervalAcrossProviders.median, fitted.tokenIntervalAcrossProviders.median, to: 0.01))
    #expect(
      agrees(constants.tokenIntervalAcrossProviders.spread, fitted.tokenIntervalAcrossProviders.spread, to: 0.001))
    #expect(agrees(constants.tokenIntervalSpread, fitted.tokenIntervalSpread, to: 0.001))
    #expect(agrees(constants.errorRates.lowerBound, fitted.errorRates.lowerBound, to: 0.0001))
    #expect(agrees(constants.errorRates.upperBound, fitted.errorRates.upperBound, to: 0.0001))
    #expect(agrees(constants.outages, fitted.outages))
  }

  @Test("the measured profiles are what the shipped tables are fitted by, to the digits written")
  func profiles() throws {
    let fitted = try #require(try shipped().world(services: try services())).profiles
    let constants = ProviderWorld.measured.profiles
    #expect(constants.map(\.provider) == fitted.map(\.provider))
    for (constant, fit) in zip(constants, fitted) {
      let (written, speed) = (try #require(constant.speed), try #require(fit.speed))
      #expect(agrees(written.firstToken.median, speed.firstToken.median, to: 1), "\(fit.provider)")
      #expect(agrees(written.firstToken.spread, speed.firstToken.spread, to: 0.001), "\(fit.provider)")
      #expect(agrees(written.tokenInterval.median, speed.tokenInterval.median, to: 0.01), "\(fit.provider)")
      #expect(agrees(written.tokenInterval.spread, speed.tokenInterval.spread, to: 0.001), "\(fit.provider)")
      #expect(agrees(constant.outages, fit.outages), "\(fit.provider)")
    }
  }

  @Test("hosts are matched to providers that the catalogue has, and those unmatched are in no other spelling there")
  func names() throws {
    let catalogue = try CatalogueDocument(parsing: try Repository.bytes(of: "Data/models.json"))
    let providers = Set(catalogue.offers.map(\.provider))
    let hosts = try shipped().hosts
    let matched = hosts.compactMap(\.provider)
    #expect(matched.count == 12 && Set(matched).count == 12)
    #expect(matched.allSatisfy { providers.contains($0) })
    let unmatched = hosts.filter { $0.provider == nil }.map(\.host)
    #expect(unmatched == ["anyscale", "lepton", "octo", "replicate"])
    for host in unmatched { #expect(!providers.contains { $0.text.contains(host) }) }
    #expect(MeasuredHosts.provider(ofService: "api") == "openai")
    #expect(MeasuredHosts.provider(ofService: "chatgpt") == nil)
  }
}
