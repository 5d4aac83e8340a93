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

  private init(palette: PolicyPalette, requests: [SyntheticRequest]) {
    self.palette = palette
    self.requests = requests
  }

  /// The requests that meet a condition.
  public func filter(_ isIncluded: (SyntheticRequest) -> Bool) -> SyntheticTraffic {
    SyntheticTraffic(palette: palette, requests: requests.filter(isIncluded))
  }

  /// The first so many requests.
  public func prefix(_ count: Int) -> SyntheticTraffic {
    SyntheticTraffic(palette: palette, requests: Array(requests.prefix(count)))
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

  private static let lengths = WeightedChoice(TrafficMix.lengths)
  private static let capabilities = WeightedChoice(TrafficMix.capabilities)

  init(registry: ModelRegistry, seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: 2)
    ids = registry.models.map(\.id)
    kinds = WeightedChoice(TrafficMix.kinds(of: registry))
  }

  mutating func next() -> RoutingRequest {
    let kind = kinds.draw(using: &generator)
    let lengths = RequestSource.lengths.draw(using: &generator).draw(using: &generator)
    return RoutingRequest(
      kind: kind, inputTokens: lengths.input, outputTokens: kind == .chat ? lengths.output : .zero,
      units: TrafficMix.units(of: kind),
      isStreaming: kind == .chat && generator.unit() < TrafficMix.streaming,
      requires: kind == .chat ? RequestSource.capabilities.draw(using: &generator) : [], hint: hint())
  }

  private mutating func hint() -> ModelReference? {
    let share = generator.unit()
    if share < TrafficMix.hints, !ids.isEmpty {
      return ModelReference(ids[generator.index(below: ids.count)].text)
    }
    return share < TrafficMix.hints + TrafficMix.unknownHints ? TrafficMix.unknownHint : nil
  }
}
