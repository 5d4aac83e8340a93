extension RoutingPolicy {
  /// The filters whose answer follows from policy, model and provider alone, whatever the request and the moment.
  static let staticFilters: [EligibilityFilter] = [.constraints, .maximumPrice, .quantization, .dataHandling]

  /// Whether any of them can refuse anything.
  var refusesStatically: Bool {
    !constraints.isEmpty || !preferences.maximumPrices.isEmpty || preferences.limitsQuantization
      || preferences.deniesTraining || preferences.requiresZeroRetention || isClosedToOthers
  }

  /// Whether only the providers of the order may serve: there is one, and no fallback beside it.
  var isClosedToOthers: Bool { preferences.isClosedToOthers }

  /// Why a static filter refuses a model, or nil where it does not.
  func staticRefusal(by filter: EligibilityFilter, of model: Model, at provider: Provider) -> ExclusionReason? {
    switch filter {
    case .constraints:
      switch constraints.refusal(of: model, at: provider) {
      case .model: return .modelExcluded
      case .provider: return .providerExcluded
      case .region: return .regionExcluded
      case nil: break
      }
      guard isClosedToOthers else { return nil }
      let place = NameFilter.place(of: provider, in: preferences.preferred.providers)
      return place == nil ? .providerExcluded : nil
    case .maximumPrice:
      return preferences.maximumPrices.firstExcess(of: model.prices).map { excess in
        .priceAboveMaximum(excess.component, have: excess.have, need: excess.need)
      }
    case .quantization:
      guard preferences.limitsQuantization else { return nil }
      if let have = model.quantization {
        return preferences.quantizations.contains(have) ? nil : .quantizationExcluded(have: have)
      }
      return unknownCapabilities == .asSupported ? nil : .quantizationExcluded(have: nil)
    case .dataHandling:
      return dataRefusal(model.dataHandling.completed(by: provider.dataHandling))
    default:
      return nil
    }
  }

  /// What is not known of a host's habits counts against it, whatever the policy says of capabilities: a text once
  /// sent cannot be taken back.
  private func dataRefusal(_ habits: DataHandling) -> ExclusionReason? {
    if preferences.deniesTraining, habits.trainsOnPrompts != false { return .mayTrainOnPrompts }
    if preferences.requiresZeroRetention, habits.retainsPrompts != false { return .mayRetainPrompts }
    return nil
  }
}
