/// When a provider fails so much more than its peers that it is left out for a while.
///
/// After Envoy's outlier detection by success rate, with two changes for fleets of three to fifty hosts: a provider
/// is held against the others and not against a mean that it moves itself, and the largest share is strict, because of
/// two hosts one may be needed. A panic rule readmits everybody when too few would be left.
public struct OutlierEjection: Hashable, Sendable {
  /// The fewest other providers with enough outcomes to compare with.
  public var minimumPeers: Int
  /// The fewest recent outcomes of a provider that is judged or compared with.
  public var minimumOutcomes: Double
  /// How many standard deviations above its peers' mean an error rate must lie.
  public var deviations: Double
  /// How far above that mean it must lie at least, so that peers who all but never fail do not make a little look like
  /// a lot.
  public var leastExcess: Fraction
  /// How long the first ejection lasts; the n-th lasts n times as long.
  public var baseTime: Milliseconds
  /// How long an ejection lasts at most.
  public var longestTime: Milliseconds
  /// The largest share of providers that is ejected at once.
  public var maximumShare: Fraction
  /// The share of providers that must be left; with fewer, ejections do not count.
  public var panicThreshold: Fraction
  /// How long a provider that comes back is brought up to its full traffic.
  public var slowStart: Milliseconds

  /// Makes a rule; times are Envoy's.
  public init(
    minimumPeers: Int = 2, minimumOutcomes: Double = 20, deviations: Double = 1.9, leastExcess: Fraction = 0.1,
    baseTime: Milliseconds = 30_000, longestTime: Milliseconds = 300_000, maximumShare: Fraction = 0.34,
    panicThreshold: Fraction = 0.5, slowStart: Milliseconds = 30_000
  ) {
    self.minimumPeers = minimumPeers
    self.minimumOutcomes = minimumOutcomes
    self.deviations = deviations
    self.leastExcess = leastExcess
    self.baseTime = baseTime
    self.longestTime = longestTime
    self.maximumShare = maximumShare
    self.panicThreshold = panicThreshold
    self.slowStart = slowStart
  }

  /// The most providers of `count` that may be ejected at once.
  public func limit(of count: Int) -> Int { Int(maximumShare.value * Double(count)) }
}

/// Which providers are ejected, and how often each was.
///
/// The host calls ``sweep(_:at:)`` every ten seconds or so, and ``apply(to:at:)`` to every snapshot it decides with.
public struct EjectionTable: Hashable, Sendable {
  /// The rule.
  public let rule: OutlierEjection
  private var entries: [Entry]

  private struct Entry: Hashable, Sendable {
    var until: Moment?
    /// How many ejections in a row the next one follows.
    var count = 0
  }

  /// Makes a table in which nobody is ejected.
  public init(for registry: ModelRegistry, rule: OutlierEjection = OutlierEjection()) {
    self.rule = rule
    entries = Array(repeating: Entry(), count: registry.providers.count)
  }

  /// Whether a provider is ejected at `now`.
  public func isEjected(_ provider: ProviderHandle, at now: Moment) -> Bool {
    entries[provider.index].until.map { now < $0 } ?? false
  }

  /// Looks for outliers, ejects the worst first as far as the largest share allows, and tells which.
  ///
  /// A provider that behaves forgets one ejection a sweep.
  ///
  /// - Complexity: O(p²) in the number of providers.
  public mutating func sweep(_ health: HealthSnapshot, at now: Moment) -> [ProviderHandle] {
    precondition(health.readings.count == entries.count, "The health snapshot is of another registry.")
    var outliers: [(provider: Int, excess: Double)] = []
    for (provider, reading) in health.readings.enumerated() where !isEjected(ProviderHandle(index: provider), at: now) {
      if let excess = excess(of: provider, in: health.readings, at: now) {
        outliers.append((provider, excess))
      } else if entries[provider].count > 0, reading.recentOutcomes >= rule.minimumOutcomes {
        entries[provider].count -= 1
      }
    }
    outliers.sort { $0.excess != $1.excess ? $0.excess > $1.excess : $0.provider < $1.provider }
    let ejected = entries.indices.filter { isEjected(ProviderHandle(index: $0), at: now) }.count
    let chosen = outliers.prefix(max(rule.limit(of: entries.count) - ejected, 0)).map(\.provider)
    for provider in chosen {
      entries[provider].count += 1
      let time = min(rule.baseTime.value * Double(entries[provider].count), rule.longestTime.value)
      entries[provider].until = now.advanced(byMilliseconds: time)
    }
    return chosen.sorted().map { ProviderHandle(index: $0) }
  }

  /// Marks the ejected providers in a snapshot, and slows down those that just came back.
  ///
  /// - Returns: Whether so few providers would be left that ejections do not count (panic).
  @discardableResult
  public func apply(to health: inout HealthSnapshot, at now: Moment) -> Bool {
    precondition(health.readings.count == entries.count, "The health snapshot is of another registry.")
    let providers = entries.indices.map { ProviderHandle(index: $0) }
    let left = providers.filter { health[$0].isAvailable && !isEjected($0, at: now) }.count
    let panics = Double(left) < rule.panicThreshold.value * Double(providers.count)
    for provider in providers {
      health[provider].isEjected = !panics && isEjected(provider, at: now)
      guard let until = entries[provider.index].until, now >= until else { continue }
      let ramp = HealthParameters(slowStart: rule.slowStart).ramp(after: now.milliseconds(since: until))
      health[provider].ramp = min(health[provider].ramp, ramp)
    }
    return panics
  }

  /// How far a provider's error rate lies above what is tolerated, or nil where it does not.
  ///
  /// Ejected providers are no measure for others: a bad one would hide the next.
  private func excess(of provider: Int, in readings: [HealthReading], at now: Moment) -> Double? {
    guard readings[provider].recentOutcomes >= rule.minimumOutcomes else { return nil }
    let peers = readings.indices.filter {
      $0 != provider && readings[$0].recentOutcomes >= rule.minimumOutcomes
        && !isEjected(ProviderHandle(index: $0), at: now)
    }
    guard peers.count >= max(rule.minimumPeers, 1) else { return nil }
    let mean = peers.reduce(0) { $0 + readings[$1].errorRate.value } / Double(peers.count)
    let variance =
      peers.reduce(0) { sum, peer in
        let distance = readings[peer].errorRate.value - mean
        return sum + distance * distance
      } / Double(peers.count)
    let tolerated = mean + max(rule.deviations * variance.squareRoot(), rule.leastExcess.value)
    let excess = readings[provider].errorRate.value - tolerated
    return excess > 0 ? excess : nil
  }
}
