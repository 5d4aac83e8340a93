import RoutingCore
import TrafficReplay

/// Which of the synthetic requests a bench decides.
enum RequestSelection: String, CaseIterable, Sendable {
  case all
  /// Those that name no model.
  case unhinted
  /// Those that name a model that exists.
  case hinted
  /// Those without a budget.
  case unbudgeted
  /// Those with a budget of a cent or less, which keeps some models out of most decisions.
  case tight

  /// So many distinct requests, selected from as much traffic as that takes.
  func traffic(count: Int, over registry: ModelRegistry, seed: UInt64, mode: RoutingMode?) -> SyntheticTraffic {
    let ids = Set(registry.models.map(\.id.text))
    var drawn = count
    while true {
      let traffic = SyntheticTraffic(count: drawn, over: registry, seed: seed, mode: mode)
      if self == .all { return traffic }
      let selected = traffic.filter { includes($0, under: traffic.palette.policies[$0.policy], ids) }
      if selected.requests.count >= count { return selected.prefix(count) }
      drawn *= 2
    }
  }

  private func includes(_ request: SyntheticRequest, under policy: RoutingPolicy, _ ids: Set<String>) -> Bool {
    switch self {
    case .all: true
    case .unhinted: request.request.hint == nil
    case .hinted: request.request.hint.map { ids.contains($0.text) } ?? false
    case .unbudgeted: policy.maximumCost == nil
    case .tight: policy.maximumCost.map { $0 <= 0.01 } ?? false
    }
  }
}
