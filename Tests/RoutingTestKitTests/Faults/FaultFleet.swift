import RoutingCore
import RoutingTestKit

/// Four providers with one model each, of which the first, `p0`, is the one that fails.
enum FaultFleet {
  static let victim: ProviderID = ProviderID("p0")
  static let all = (0..<4).map { ProviderID("p\($0)") }
  /// When a fault begins.
  static let start = Moment(milliseconds: 30_000)

  static func registry() throws -> ModelRegistry {
    try ModelRegistry(
      models: all.indices.map { number in
        Model(
          id: ModelID("m\(number)"), provider: all[number],
          prices: PriceSheet(
            inputPerThousandTokens: 0.001 + 0.0001 * Double(number), outputPerThousandTokens: 0.002))
      }, providers: all.map { Provider(id: $0, type: .openAI) })
  }

  /// Everybody gets a share of the traffic, so that the one that fails is missed when it is away.
  static let policy = RoutingPolicy(mode: .normal, maximumCost: nil, deadline: nil, picker: .weighted)

  static func simulation(
    _ shape: FaultShape?, of providers: [ProviderID] = [victim], requests: Int = 100_000, perSecond: Double = 500,
    seed: UInt64 = 1
  ) throws -> FaultSimulation {
    FaultSimulation(
      try registry(), requests: requests, perSecond: perSecond,
      faults: shape.map { [PlannedFault($0, of: providers, from: start)] } ?? [], policy: policy, seed: seed)
  }
}
