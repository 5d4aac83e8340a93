import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

@testable import TrafficReplay

/// What is counted of requests, and that counts of parts join to those of the whole.
@Suite(.offThePool) struct OutcomeTests {
  private let router: CompiledRouter
  private let models: [ModelHandle]

  init() throws {
    router = CompiledRouter(try ShippedCatalogue.document().registry().registry.scaled(to: 5, seed: 1))
    models = Array(router.registry.modelHandles)
  }

  private struct Entry {
    let request: ReplayedRequest
    let tenant: String?
    let regret: Double?
    let moment: Moment
  }

  /// Sums of sixteenths are exact, so that no order of adding shows.
  private func entries(_ count: Int, seed: UInt64) -> [Entry] {
    var dice = SeededGenerator(seed: seed)
    var now = 0.0
    return (0..<count).map { _ in
      now += 3000 * dice.unit()
      let model = models[dice.index(below: models.count)]
      let request: ReplayedRequest
      switch dice.index(below: 6) {
      case 0: request = .refused
      case 1: request = .unfunded
      case 2: request = .rejected(model: model)
      case 3: request = .failed(model: model)
      default:
        let firstToken = Milliseconds(Double(1 + dice.index(below: 30_000)) / 16) ?? 1
        request = .served(
          model: model,
          ReplayedRequest.Answer(
            firstToken: firstToken, tokenInterval: 10, endToEnd: Milliseconds(firstToken.value + 1000) ?? 1,
            cost: Dollars(Double(dice.index(below: 100)) / 16) ?? 0, promptTokens: dice.index(below: 1000),
            cachedTokens: dice.index(below: 2), meetsObjective: firstToken < 1000))
      }
      let tenant = dice.index(below: 4)
      return Entry(
        request: request, tenant: tenant == 0 ? nil : "t\(tenant)",
        regret: dice.index(below: 2) == 0 ? nil : Double(dice.index(below: 16)) / 16, moment: Moment(milliseconds: now))
    }
  }

  private func outcomes(_ entries: some Sequence<Entry>) -> PolicyOutcomes {
    var outcomes = PolicyOutcomes(modelCount: models.count)
    for entry in entries {
      outcomes.add(entry.request, tenant: entry.tenant, regret: entry.regret, at: entry.moment)
    }
    return outcomes
  }

  @Test("counts of parts join to those of the whole", arguments: [1, 2, 3, 7])
  func joining(parts: Int) {
    for seed in UInt64(0)..<20 {
      let all = entries(1 + Int(seed) * 137 % 900, seed: seed)
      let whole = outcomes(all)
      var joined = PolicyOutcomes(modelCount: models.count)
      let size = all.count / parts + 1
      for first in stride(from: 0, to: all.count, by: size) {
        joined.append(outcomes(all[first..<min(first + size, all.count)]))
      }
      #expect(joined.requests == whole.requests && joined.served == whole.served)
      #expect(joined.refusals == whole.refusals && joined.unfunded == whole.unfunded)
      #expect(joined.rejections == whole.rejections && joined.failures == whole.failures)
      #expect(joined.models == whole.models)
      #expect(joined.firstTokenTimes == whole.firstTokenTimes && joined.endToEndTimes == whole.endToEndTimes)
      #expect(joined.timeline == whole.timeline)
      #expect(joined.tenants == whole.tenants)
      #expect(joined.promptTokens == whole.promptTokens && joined.cachedTokens == whole.cachedTokens)
      for (one, other) in [
        (joined.cost, whole.cost), (joined.firstToken, whole.firstToken), (joined.regret, whole.regret),
        (joined.success, whole.success), (joined.attainment, whole.attainment), (joined.endToEnd, whole.endToEnd),
      ] {
        #expect(one.sum == other.sum && one.count == other.count && one.requestCount == other.requestCount)
        #expect(one.blocks.count <= BlockSums.capacity)
      }
    }
  }

  @Test("every request ends in one way, in the sums and in the timeline")
  func conservation() {
    for seed in UInt64(0)..<20 {
      let all = entries(500, seed: seed)
      let outcomes = outcomes(all)
      #expect(outcomes.requests == 500)
      #expect(outcomes.served == all.count { $0.request.isServed })
      let bins = outcomes.timeline.bins
      #expect(bins.count <= OutcomeTimeline.capacity)
      #expect(bins.allSatisfy { $0.requests == $0.served + $0.failures + $0.refusals })
      #expect(bins.reduce(0) { $0 + $1.served } == outcomes.served)
      #expect(bins.reduce(0) { $0 + $1.failures } == outcomes.failures + outcomes.rejections)
      #expect(bins.reduce(0) { $0 + $1.attained } == Int(outcomes.attainment.sum))
      for (place, model) in models.enumerated() {
        let inBins = bins.indices.reduce(0) { $0 + outcomes.timeline.requests(of: model, in: $1) }
        #expect(inBins == outcomes.models[place].requests)
      }
      let seconds = outcomes.timeline.secondsPerBin
      #expect(seconds & (seconds - 1) == 0)
      let last = Int(all[499].moment.nanoseconds / 1_000_000_000)
      #expect(bins.count == last / seconds + 1)
    }
  }

  @Test("fairness is Jain's index: 1 for equals, 1/n where one has all, and 6/7 for one, two and three")
  func fairness() {
    func index(_ attained: [Int]) -> Double? {
      var outcomes = PolicyOutcomes(modelCount: models.count)
      for (tenant, count) in attained.enumerated() {
        for number in 0..<10 {
          let answer = ReplayedRequest.Answer(
            firstToken: 1, tokenInterval: 1, endToEnd: 1, cost: 0, promptTokens: 1, cachedTokens: 0,
            meetsObjective: number < count)
          outcomes.add(.served(model: models[0], answer), tenant: "\(tenant)", regret: nil, at: .zero)
        }
      }
      return outcomes.tenants.fairness
    }
    #expect(index([5, 5, 5, 5]) == 1)
    #expect(abs((index([9, 0, 0, 0]) ?? 0) - 0.25) < 1e-12)
    // (1 + 2 + 3)² / (3 · (1 + 4 + 9)) = 36 / 42.
    #expect(abs((index([1, 2, 3]) ?? 0) - 36.0 / 42) < 1e-12)
    #expect(index([3]) == nil)
    #expect(index([0, 0]) == nil)
  }

  @Test("tenants beyond those that are told apart are counted together")
  func manyTenants() {
    var tenants = TenantOutcomes()
    for number in 0..<TenantOutcomes.capacity + 50 { tenants.add(.refused, of: "t\(number)") }
    tenants.add(.refused, of: "t0")
    tenants.add(.refused, of: nil)
    #expect(tenants.ranked.count == TenantOutcomes.capacity)
    #expect(tenants.others.requests == 50)
    #expect(tenants.ranked.first { $0.tenant == "t0" }?.share.requests == 2)
  }
}
