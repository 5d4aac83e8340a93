public import RoutingCore

/// A request of synthetic traffic.
public struct SyntheticRequest: Hashable, Sendable {
  /// When it arrives.
  public let arrival: Moment
  /// What it asks for.
  public let request: RoutingRequest
  /// The number of its policy in the traffic's palette.
  public let policy: Int

  /// Makes a request.
  public init(arrival: Moment, request: RoutingRequest, policy: Int) {
    self.arrival = arrival
    self.request = request
    self.policy = policy
  }
}

/// Seeded traffic over a registry: arrivals, lengths, modes, budgets, hints, capabilities and kinds.
///
/// Lengths follow the shipped traces; the shares of everything else are stated here, because no public trace records
/// them. The same seed and registry give the same requests on every machine.
public struct SyntheticTraffic: Sendable {
  /// The policies that requests refer to.
  public let palette: PolicyPalette
  /// The requests in order of arrival.
  public let requests: [SyntheticRequest]

  /// Makes `count` requests that arrive as a Poisson process, no two of them alike.
  ///
  /// - Complexity: O(`count`).
  public init(
    count: Int, over registry: ModelRegistry, seed: UInt64, requestsPerSecond: Double = 200, mode: RoutingMode? = nil
  ) {
    var source = RequestSource(registry: registry, seed: seed)
    var arrivals = SeededGenerator(seed: seed, stream: 1)
    var now = Moment.zero
    let palette = PolicyPalette(mode: mode)
    var seen: Set<Asked> = []
    self.palette = palette
    requests = (0..<count).map { _ in
      var asked = Asked(request: source.next(), policy: palette.draw(using: &source.generator))
      // Short prompts repeat themselves; a token more is another request that a predictor has not seen.
      while !seen.insert(asked).inserted {
        asked.request.inputTokens = TokenCount(clamping: asked.request.inputTokens.value + 1)
      }
      now = now.advanced(byMilliseconds: -ElementaryFunctions.log(1 - arrivals.unit()) * 1000 / requestsPerSecond)
      return SyntheticRequest(arrival: now, request: asked.request, policy: asked.policy)
    }
  }

  private struct Asked: Hashable {
    var request: RoutingRequest
    let policy: Int
  }
}

/// Draws one request after the other.
private struct RequestSource {
  var generator: SeededGenerator
  private let ids: [ModelID]
  private let kinds: WeightedChoice<ModelKind>

  private static let lengths = WeightedChoice([
    (LengthDistribution.conversation, 50), (.code, 25), (.longContext, 25),
  ])
  private static let capabilities = WeightedChoice<CapabilitySet>([
    ([], 60), (CapabilitySet([.tools]), 20), (CapabilitySet([.vision]), 8), (CapabilitySet([.jsonSchema]), 8),
    (CapabilitySet([.tools, .reasoning]), 4),
  ])
  private static let kindShares: [(ModelKind, Double)] = [(.chat, 94), (.embedding, 4), (.image, 1.5), (.video, 0.5)]

  init(registry: ModelRegistry, seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: 2)
    ids = registry.models.map(\.id)
    // Asking a registry for what it cannot make would only measure refusals.
    let made = RequestSource.kindShares.filter { kind, _ in registry.models.contains { $0.kinds.contains(kind) } }
    kinds = WeightedChoice(made.isEmpty ? [(.chat, 1)] : made)
  }

  mutating func next() -> RoutingRequest {
    let kind = kinds.draw(using: &generator)
    let lengths = RequestSource.lengths.draw(using: &generator).draw(using: &generator)
    return RoutingRequest(
      kind: kind, inputTokens: lengths.input, outputTokens: kind == .chat ? lengths.output : .zero,
      units: kind == .video ? 5 : 1, isStreaming: kind == .chat && generator.unit() < 0.5,
      requires: kind == .chat ? RequestSource.capabilities.draw(using: &generator) : [], hint: hint())
  }

  /// 15 % of requests name a model, 2 % one that does not exist.
  private mutating func hint() -> ModelReference? {
    let share = generator.unit()
    if share < 0.15, !ids.isEmpty { return ModelReference(ids[generator.index(below: ids.count)].text) }
    return share < 0.17 ? "no-such-model" : nil
  }
}
