import RoutingCore

/// What the draws of an orchestration follow from: the router's seed and the request's id.
enum OrchestrationSeed {
  static func value(of requestID: String, seed: UInt64) -> UInt64 {
    var generator = SeededGenerator(
      seed: seed, stream: requestID.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    return generator.next()
  }
}
