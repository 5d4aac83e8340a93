/// What one replica has seen of all providers of one registry.
public struct HealthBook: Hashable, Sendable {
  /// How outcomes are read.
  public let parameters: HealthParameters
  /// The providers' ids in the registry's order.
  public private(set) var ids: [ProviderID]
  private(set) var records: [ProviderHealth]
  /// The highest number of a permit when the registry last changed.
  private var permitsGiven: UInt64 = 0

  /// Makes an empty book for a registry's providers.
  public init(for registry: ModelRegistry, parameters: HealthParameters = HealthParameters()) {
    self.parameters = parameters
    ids = registry.providers.map(\.id)
    records = Array(repeating: ProviderHealth(), count: registry.providers.count)
  }

  /// One provider's record.
  public subscript(provider: ProviderHandle) -> ProviderHealth { records[provider.index] }

  /// A provider's record, which registries of much the same providers have at much the same place.
  func record(of provider: ProviderID, near place: Int) -> ProviderHealth? {
    if ids.indices.contains(place), ids[place] == provider { return records[place] }
    return ids.firstIndex(of: provider).map { records[$0] }
  }

  /// Asks to send an attempt to a provider now; nil where it takes none.
  public mutating func begin(at provider: ProviderHandle, now: Moment) -> AttemptPermit? {
    records[provider.index].begin(at: now, parameters)
  }

  /// Asks to send an attempt to a provider because nobody else is left; nil while another such attempt is under way
  /// (R-1204).
  public mutating func beginAsLastResort(at provider: ProviderHandle, now: Moment) -> AttemptPermit? {
    records[provider.index].beginAsLastResort(at: now, parameters)
  }

  /// Counts an attempt that began, or where negative ended, without having asked (see ``begin(at:now:)``).
  package mutating func countInFlight(_ change: Int, at provider: ProviderHandle) {
    records[provider.index].countInFlight(change)
  }

  /// Takes in the outcome of an attempt, whether first, retried or hedged, and tells of a change of state.
  @discardableResult
  public mutating func record(
    _ outcome: AttemptOutcome, at provider: ProviderHandle, now: Moment, permit: AttemptPermit? = nil,
    message: String? = nil
  ) -> HealthTransition? {
    let reason: HealthTransition.Reason
    switch outcome {
    case .success: reason = .success
    case .failure(let failure): reason = .failure(failure)
    }
    let states = records[provider.index].states(parameters, aroundRecording: outcome, permit, message, at: now)
    return transition(of: provider, states, reason)
  }

  /// Takes in what came of a probe, and tells of a change of state.
  @discardableResult
  public mutating func record(_ probe: ProbeResult, at provider: ProviderHandle, now: Moment) -> HealthTransition? {
    let old = records[provider.index].state(parameters)
    records[provider.index].record(probe, at: now, parameters)
    let states = (old: old, new: records[provider.index].state(parameters))
    return transition(of: provider, states, probe == .alive ? .probeAlive : .probeDead)
  }

  /// The condition of every provider at `now`; reading changes nothing.
  ///
  /// - Complexity: O(p · b) in the number of providers and sketch buckets.
  public func snapshot(at now: Moment) -> HealthSnapshot {
    // Slices, because a record handed on by itself is copied, with a reference counted for each of its buffers.
    HealthSnapshot(
      inRegistryOrder: records.indices.map { ProviderHealth.reading(of: records[$0...$0], at: now, parameters) })
  }

  /// Moves the book to another registry: providers that stay keep their records, and those that left are told of
  ///
  public mutating func move(to registry: ModelRegistry) -> [HealthTransition] {
    permitsGiven = records.reduce(permitsGiven) { max($0, $1.permitsGiven) }
    let moved = registry.providers.map { provider in
      ids.firstIndex(of: provider.id).map { records[$0] } ?? ProviderHealth(afterPermit: permitsGiven)
    }
    let removed = zip(ids, records).filter { registry.handle(ofProvider: $0.0) == nil }.map { id, record in
      HealthTransition(provider: id, old: record.state(parameters), new: nil, reason: .removed)
    }
    ids = registry.providers.map(\.id)
    records = moved
    return removed
  }

  private func transition(
    of provider: ProviderHandle, _ states: (old: ProviderState, new: ProviderState),
    _ reason: HealthTransition.Reason
  ) -> HealthTransition? {
    guard states.new != states.old else { return nil }
    return HealthTransition(provider: ids[provider.index], old: states.old, new: states.new, reason: reason)
  }
}

extension ProviderHealth {
  /// Takes in an outcome and tells the states before and after.
  ///
  /// One access, because each that only reads takes a copy of the record out of the book, with a reference counted for
  /// each of its buffers.
  fileprivate mutating func states(
    _ parameters: HealthParameters, aroundRecording outcome: AttemptOutcome, _ permit: AttemptPermit?,
    _ message: String?, at now: Moment
  ) -> (old: ProviderState, new: ProviderState) {
    let old = state(parameters)
    record(outcome, permit: permit, message: message, at: now, parameters)
    return (old, state(parameters))
  }
}
