/// What has been learned of every model, by prompt size.
public struct ThompsonArms: Hashable, Sendable {
  /// How draws are made.
  public var sampling: ThompsonSampling
  private var arms: [Key: BetaDistribution]

  private struct Key: Hashable, Sendable {
    let model: ModelID
    let bucket: TokenBucket
  }

  /// Makes arms of which nothing is known.
  public init(sampling: ThompsonSampling = .tabulated) {
    self.sampling = sampling
    arms = [:]
  }

  /// How often a host should make the arms anew.
  public static let refreshInterval: Milliseconds = 300_000
  /// How far back rewards count.
  public static let window: Milliseconds = 604_800_000

  /// Makes the arms from a log of rewards, in any order.
  ///
  /// Each arm has α = Σ reward + 1 and β = max(count − Σ reward + 1, 1), scaled to a mass of 200 where that is passed.
  /// Keep the former arms where the log cannot be read.
  ///
  /// - Complexity: O(n log n) in the number of entries: sums are made in the order of time, so that the order of the
  ///   log cannot show in their last bits.
  public init(rewards: some Sequence<RewardEntry>, now: Moment, sampling: ThompsonSampling = .tabulated) {
    self.init(sampling: sampling)
    var sums: [Key: (count: Double, reward: Double)] = [:]
    let recent = rewards.filter { entry in
      let age = now.milliseconds(since: entry.time)
      return age >= 0 && age <= ThompsonArms.window.value
    }
    for entry in recent.sorted(by: { ($0.time, $0.reward) < ($1.time, $1.reward) }) {
      let key = Key(model: entry.model, bucket: entry.bucket)
      let sum = sums[key] ?? (0, 0)
      sums[key] = (sum.count + 1, sum.reward + entry.reward)
    }
    arms = sums.mapValues { sum in
      BetaDistribution(alpha: sum.reward + 1, beta: max(sum.count - sum.reward + 1, 1)).bounded
    }
  }

  /// What is believed of a model at a prompt size; a flat distribution where nothing is known.
  public subscript(model: ModelID, bucket: TokenBucket) -> BetaDistribution {
    get { arms[Key(model: model, bucket: bucket)] ?? BetaDistribution() }
    set { arms[Key(model: model, bucket: bucket)] = newValue }
  }
}

/// How the draws of Thompson sampling are made.
public enum ThompsonSampling: CaseIterable, Hashable, Sendable {
  /// By a look-up in a table of quantiles, within 0.001 of the exact probabilities.
  case tabulated
  /// By two Gamma draws, as the contract writes it; some fifty times slower.
  case exact

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .tabulated: "tabulated"
    case .exact: "exact"
    }
  }

  /// Makes the sampling with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let sampling = ThompsonSampling.allCases.first(where: { $0.name == name }) else { return nil }
    self = sampling
  }
}
