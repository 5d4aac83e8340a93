/// Which models may serve a request, one model at a time.
enum Eligibility {
  /// The first filter that the model fails, or nil where it may serve.
  static func firstFailure(_ question: EligibilityQuestion) -> ExclusionReason? {
    for filter in EligibilityFilter.allCases {
      if let failure = filter.failure(question) { return failure }
    }
    return nil
  }

  /// Every filter that the model fails, in order.
  static func failures(_ question: EligibilityQuestion) -> [ExclusionReason] {
    EligibilityFilter.allCases.compactMap { $0.failure(question) }
  }
}

extension EligibilityQuestion {
  /// The question about one model of a registry.
  init(
    about model: ModelHandle, in registry: ModelRegistry, request: RoutingRequest, policy: RoutingPolicy,
    health: HealthSnapshot, standing: ReferenceStanding
  ) {
    self.init(
      model: registry[model],
      host: registry.provider(of: model).map { (registry[$0], health[$0]) },
      request: request, policy: policy, standing: standing)
  }
}
