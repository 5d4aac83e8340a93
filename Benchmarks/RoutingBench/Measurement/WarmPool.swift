import RoutingCore
import TrafficReplay

/// Requests of the 32 most frequent routes of some traffic, for telling what a decision takes when everything is
/// prepared.
///
/// A route is what requests have in common: policy, kind, capabilities, streaming and class of context window.
/// Requests of a route differ in length, and repeat with other answer lengths until the pool is full.
struct WarmPool: Sendable {
  static let routes = 32

  let requests: [SyntheticRequest]

  init(_ traffic: SyntheticTraffic, over router: CompiledRouter) {
    var groups: [Route: [SyntheticRequest]] = [:]
    for original in traffic.requests {
      var request = original.request
      // Who names a model has little use for what is prepared.
      request.hint = nil
      let free = SyntheticRequest(arrival: original.arrival, request: request, policy: original.policy)
      groups[Route(free, router), default: []].append(free)
    }
    let largest = groups.values.sorted { ($1.count, $0[0].arrival) < ($0.count, $1[0].arrival) }.prefix(WarmPool.routes)
    let chosen = largest.flatMap { $0 }.sorted { $0.arrival < $1.arrival }
    requests = (0..<traffic.requests.count).map { number in
      let original = chosen[number % chosen.count]
      var request = original.request
      if request.outputTokens > .zero {
        request.outputTokens = TokenCount(clamping: request.outputTokens.value + number / chosen.count)
      }
      return SyntheticRequest(arrival: original.arrival, request: request, policy: original.policy)
    }
  }

  private struct Route: Hashable {
    let policy: Int
    let kind: ModelKind
    let requires: CapabilitySet
    let isStreaming: Bool
    /// Which models have a window for the prompt.
    let contextClass: Int

    init(_ request: SyntheticRequest, _ router: CompiledRouter) {
      policy = request.policy
      kind = request.request.kind
      requires = request.request.requires
      isStreaming = request.request.isStreaming
      contextClass = router.contextClass(of: request.request.inputTokens)
    }
  }
}
