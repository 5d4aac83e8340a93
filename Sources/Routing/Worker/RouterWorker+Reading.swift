public import RoutingCore

extension RouterWorker {
  /// The registry that this worker decides over.
  public var registry: ModelRegistry { tables.registry }

  /// The record of a chosen model, or nil where this worker has taken up another registry since it made the choice, or
  /// where another worker made it of another registry.
  ///
  /// A worker takes up a registry at the beginning of a decision and in ``refresh()`` alone, so between a decision and the
  /// next this is never nil for the worker's own choice.
  public func model(of choice: RoutedChoice) -> Model? {
    guard isOfView(choice) else { return nil }
    return tables.registry.models[choice.choice.model.index]
  }

  /// The id of a chosen model, or nil as for ``model(of:)``.
  public func modelID(of choice: RoutedChoice) -> ModelID? {
    guard isOfView(choice) else { return nil }
    return tables.registry.models[choice.choice.model.index].id
  }

  /// The record of the provider of a chosen model, or nil as for ``model(of:)``.
  public func provider(of choice: RoutedChoice) -> Provider? {
    guard isOfView(choice) else { return nil }
    return tables.registry.providers[choice.choice.provider.index]
  }

  /// A provider for recording outcomes, such as that of a fallback, or nil where the worker's registry has none of this id.
  public func provider(withID id: ProviderID) -> RoutedProvider? {
    tables.registry.handle(ofProvider: id).map { routed($0) }
  }

  /// The whole answer by the same view: verdict, fallbacks, ranking, exclusions, and the propensity of Thompson sampling.
  ///
  /// Nobody's turn moves on, and unlike a decision this allocates.
  ///
  /// - Throws: ``UnknownPolicy`` where the handle's policy was dropped by a reconfiguration.
  /// - Complexity: O(n log n) in the number of models.
  public mutating func answer(to query: RoutingQuery) throws(UnknownPolicy) -> DecisionRecord {
    refresh()
    let policy = try compiledPolicy(query.policy)
    var request = query.request
    if let reference = query.reference {
      _ = prepared(reference)
      request.hint = router.reference(at: reference.place)
    }
    var turns = turns
    return tables.router.record(
      for: request, policy: policy, health: tables.health, arms: tables.arms, turns: &turns, seed: router.seed)
  }

  private func isOfView(_ choice: RoutedChoice) -> Bool {
    check(choice.provider)
    return choice.registry == view.edition.registryNumber
  }
}
