import RoutingCore
import RoutingTestSupport
import RoutingFormats
import ShippedCatalogue
import Testing
import TrafficReplay

@Suite(.offThePool) struct SyntheticTrafficTests {
  private let registry = Result { try ShippedCatalogue.document().registry().registry }

  @Test("R-001: the same seed gives the same requests, another seed others")
  func repeatable() throws {
    let registry = try registry.get()
    let traffic = SyntheticTraffic(count: 500, over: registry, seed: 4)
    #expect(traffic.requests == SyntheticTraffic(count: 500, over: registry, seed: 4).requests)
    #expect(traffic.requests != SyntheticTraffic(count: 500, over: registry, seed: 5).requests)
  }

  @Test("arrivals follow the rate, and modes, hints and kinds their shares")
  func shares() throws {
    let traffic = SyntheticTraffic(count: 40_000, over: try registry.get(), seed: 4, requestsPerSecond: 100)
    let requests = traffic.requests
    let last = try #require(requests.last)
    #expect(abs(last.arrival.milliseconds(since: .zero) / 400_000 - 1) < 0.03)
    #expect(zip(requests, requests.dropFirst()).allSatisfy { $0.arrival <= $1.arrival })
    func share(_ holds: (SyntheticRequest) -> Bool) -> Double {
      Double(requests.filter(holds).count) / Double(requests.count)
    }
    #expect(abs(share { $0.request.kind == .chat } - 0.94) < 0.01)
    #expect(abs(share { $0.request.hint != nil } - 0.17) < 0.01)
    #expect(abs(share { traffic.palette.policies[$0.policy].mode == .normal } - 0.5) < 0.01)
    #expect(abs(share { traffic.palette.policies[$0.policy].maximumCost == nil } - 0.3) < 0.01)
    let distinct = Set(requests.map { SyntheticRequest(arrival: .zero, request: $0.request, policy: $0.policy) })
    #expect(distinct.count == 40_000, "no two requests are alike")
  }

  @Test("with a mode given, every request has it")
  func oneMode() throws {
    let traffic = SyntheticTraffic(count: 50, over: try registry.get(), seed: 1, mode: .planning)
    #expect(traffic.requests.allSatisfy { traffic.palette.policies[$0.policy].mode == .planning })
  }

  @Test("a registry is sampled or copied to any size, with prices that do not tie", arguments: [1, 6, 397, 398, 1500])
  func scaling(count: Int) throws {
    let registry = try registry.get()
    let scaled = try registry.scaled(to: count, seed: 9)
    #expect(scaled.models.count == count)
    #expect(scaled.models.map(\.id) == (try registry.scaled(to: count, seed: 9)).models.map(\.id))
    #expect(scaled.modelHandles.allSatisfy { scaled.provider(of: $0) != nil })
  }

  @Test("nothing is copied from an empty registry")
  func scalingNothing() throws {
    #expect(try ModelRegistry(models: [], providers: []).scaled(to: 10, seed: 1).models.isEmpty)
  }
}
