/// Who set a model's prices.
public enum PricingSource: CaseIterable, Hashable, Sendable {
  /// An operator.
  case manual
  /// The price list of the LiteLLM project.
  case liteLLM
  /// The provider's own model list.
  case provider

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .manual: "manual"
    case .liteLLM: "litellm"
    case .provider: "provider"
    }
  }

  /// Makes the source with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let source = PricingSource.allCases.first(where: { $0.name == name }) else { return nil }
    self = source
  }
}

extension Model {
  /// The model with prices that an operator set, which an automatic list must not overwrite any more.
  public func priced(byHand prices: PriceSheet) -> Model {
    var model = self
    model.prices = prices
    model.pricingSource = .manual
    return model
  }
}
