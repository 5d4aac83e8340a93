/// Why a model may not serve a request, with what it has and what was needed (R-301 to R-311).
public enum ExclusionReason: Hashable, Sendable {
  /// It is switched off.
  case disabled
  /// It makes something else.
  case kindMismatch(have: ModelKindSet, need: ModelKind)
  /// It cannot do these things, or nobody says that it can.
  case capabilityMissing(CapabilitySet)
  /// It does not take these parameters, or nobody says that it does.
  case parametersUnsupported(ParameterSet)
  /// It is not capable enough.
  case weightBelowMinimum(have: Int, need: Int)
  /// The prompt and its headroom do not fit its window.
  case contextOverflow(have: TokenCount, need: TokenCount)
  /// Its provider is not registered or not enabled.
  case noAdapter(ProviderID)
  /// Its provider's secret is locked away.
  case credentialsLocked(ProviderID)
  /// The constraints keep this model out.
  case modelExcluded
  /// The constraints keep its provider out.
  case providerExcluded
  /// The constraints keep its region out.
  case regionExcluded
  /// The caller named others, and only those may serve.
  case referenceExcluded
  /// A list price is above what the policy accepts.
  case priceAboveMaximum(PriceSheet.Component, have: Double, need: Dollars)
  /// Its numbers are stored otherwise than is wanted, or nobody says how.
  case quantizationExcluded(have: Quantization?)
  /// Its host may train on prompts, or nobody says that it does not.
  case mayTrainOnPrompts
  /// Its host may keep prompts, or nobody says that it does not.
  case mayRetainPrompts
  /// Its provider cannot stream.
  case noStreaming(ProviderID)
  /// Its provider takes no traffic.
  case healthDown(ProviderID)
  /// Its provider fails so much more than others that it is left out for a while.
  case outlierEjected(ProviderID)
  /// Its provider asked to be left alone for a while.
  case rateLimited(ProviderID)
  /// It would cost too much.
  case budgetExceeded(have: Dollars, need: Dollars)

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .disabled: "disabled"
    case .kindMismatch: "kind_mismatch"
    case .capabilityMissing: "capability_missing"
    case .parametersUnsupported: "parameters_unsupported"
    case .weightBelowMinimum: "weight_below_minimum"
    case .contextOverflow: "context_overflow"
    case .noAdapter: "no_adapter"
    case .credentialsLocked: "credentials_locked"
    case .modelExcluded: "model_excluded"
    case .providerExcluded: "provider_excluded"
    case .regionExcluded: "region_excluded"
    case .referenceExcluded: "reference_excluded"
    case .priceAboveMaximum: "price_above_maximum"
    case .quantizationExcluded: "quantization_excluded"
    case .mayTrainOnPrompts: "data_training"
    case .mayRetainPrompts: "data_retention"
    case .noStreaming: "no_streaming"
    case .healthDown: "health_down"
    case .outlierEjected: "outlier_ejected"
    case .rateLimited: "rate_limited"
    case .budgetExceeded: "budget_exceeded"
    }
  }
}

extension ExclusionReason: CustomStringConvertible {
  /// The reason told to a person, with what it has and what was needed.
  public var description: String {
    switch self {
    case .disabled: "is disabled"
    case .kindMismatch(let have, let need):
      "serves \(have.kinds.map(\.name).joined(separator: ", ")), not \(need.name)"
    case .capabilityMissing(let missing): "lacks \(missing.capabilities.map(\.name).joined(separator: ", "))"
    case .parametersUnsupported(let unsupported):
      "does not take \(unsupported.parameters.map(\.name).joined(separator: ", "))"
    case .weightBelowMinimum(let have, let need): "has weight \(have), the policy asks for \(need)"
    case .contextOverflow(let have, let need): "has a window of \(have) tokens, \(need) are needed with headroom"
    case .noAdapter(let provider): "provider '\(provider)' has no enabled adapter"
    case .credentialsLocked(let provider): "the credentials of provider '\(provider)' are locked"
    case .modelExcluded: "is kept out by the model constraint"
    case .providerExcluded: "is kept out by the provider constraint"
    case .regionExcluded: "is kept out by the region constraint"
    case .referenceExcluded: "is not one of the models that were named"
    case .priceAboveMaximum(let component, let have, let need):
      "has a list price \(component.name) of \(have) USD, at most \(need.value) is accepted"
    case .quantizationExcluded(let have): "is stored as \(have?.name ?? "nobody says what")"
    case .mayTrainOnPrompts: "its host may train on prompts"
    case .mayRetainPrompts: "its host may keep prompts"
    case .noStreaming(let provider): "provider '\(provider)' cannot stream"
    case .healthDown(let provider): "provider '\(provider)' is down"
    case .outlierEjected(let provider): "provider '\(provider)' fails more than its peers"
    case .rateLimited(let provider): "provider '\(provider)' is rate limited"
    case .budgetExceeded(let have, let need): "would cost \(have.value) USD, the limit is \(need.value) USD"
    }
  }
}

/// A model that may not serve, and why.
public struct Exclusion: Hashable, Sendable {
  /// The model.
  public let model: ModelID
  /// The first filter it failed.
  public let reason: ExclusionReason

  /// Makes an exclusion.
  public init(model: ModelID, reason: ExclusionReason) {
    self.model = model
    self.reason = reason
  }
}
