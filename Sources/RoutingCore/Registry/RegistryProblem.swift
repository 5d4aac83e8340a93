/// A reason why a record cannot enter a registry, with the record it is about.
public enum RegistryProblem: Hashable, Sendable {
  /// The model at this place of the list has no id.
  case emptyModelID(position: Int)
  /// A model id holds white space.
  case modelIDContainsSpace(ModelID)
  /// An id or a name is longer than ``ModelRegistry/longestName`` bytes.
  case nameTooLong(String, bytes: Int)
  /// Two models share an id.
  case duplicateModelID(ModelID)
  /// A model has no name.
  case emptyModelName(ModelID)
  /// A model names no provider.
  case missingProvider(ModelID)
  /// A model's weight lies outside 0...10.
  case weightOutOfRange(ModelID, weight: Int)
  /// A model serves no kind of request.
  case noKinds(ModelID)
  /// A capability is both claimed and denied.
  case contradictoryCapability(ModelID, Capability)
  /// A price is NaN.
  case priceNotANumber(ModelID, PriceSheet.Component)
  /// A price is below zero.
  case priceNegative(ModelID, PriceSheet.Component, price: Double)
  /// A price is infinite or above ``PriceSheet/highestPrice``.
  case priceTooHigh(ModelID, PriceSheet.Component, price: Double)
  /// The thresholds of a model's price tiers do not rise.
  case tiersOutOfOrder(ModelID)
  /// A model has more than ``PriceSheet/mostTiers`` price tiers.
  case tooManyTiers(ModelID, count: Int)
  /// A resolution has two prices.
  case duplicateResolution(ModelID, MediaResolution)
  /// A share of traffic is negative, infinite or NaN.
  case trafficWeightOutOfRange(ModelID, trafficWeight: Double)
  /// The provider at this place of the list has no id.
  case emptyProviderID(position: Int)
  /// Two providers share an id.
  case duplicateProviderID(ProviderID)
}

extension RegistryProblem: CustomStringConvertible {
  /// The problem in a sentence that names the record.
  public var description: String {
    switch self {
    case .emptyModelID(let position): "model number \(position + 1) has an empty id"
    case .modelIDContainsSpace(let id): "model '\(id)': the id contains white space"
    case .nameTooLong(let start, let bytes):
      "the name '\(start)…' has \(bytes) bytes, more than \(ModelRegistry.longestName)"
    case .duplicateModelID(let id): "model '\(id)': the id is used twice"
    case .emptyModelName(let id): "model '\(id)': the name is empty"
    case .missingProvider(let id): "model '\(id)': the provider id is empty"
    case .weightOutOfRange(let id, let weight): "model '\(id)': weight \(weight) lies outside 0...10"
    case .noKinds(let id): "model '\(id)': the set of kinds is empty"
    case .contradictoryCapability(let id, let capability):
      "model '\(id)': \(capability.name) is both supported and unsupported"
    case .priceNotANumber(let id, let component): "model '\(id)': \(component.name) is not a number"
    case .priceNegative(let id, let component, let price): "model '\(id)': \(component.name) \(price) is negative"
    case .priceTooHigh(let id, let component, let price):
      "model '\(id)': \(component.name) \(price) is above \(PriceSheet.highestPrice)"
    case .tiersOutOfOrder(let id): "model '\(id)': the thresholds of the price tiers do not rise"
    case .tooManyTiers(let id, let count):
      "model '\(id)': \(count) price tiers are more than \(PriceSheet.mostTiers)"
    case .duplicateResolution(let id, let resolution):
      "model '\(id)': the resolution '\(resolution)' has two prices"
    case .trafficWeightOutOfRange(let id, let trafficWeight):
      "model '\(id)': traffic_weight \(trafficWeight) is not a finite number from 0 up"
    case .emptyProviderID(let position): "provider number \(position + 1) has an empty id"
    case .duplicateProviderID(let id): "provider '\(id)': the id is used twice"
    }
  }
}

/// The records given do not form a registry.
public struct InvalidRegistry: Error, Hashable, Sendable {
  /// What is wrong, record by record; never empty.
  public let problems: [RegistryProblem]
}

extension InvalidRegistry: CustomStringConvertible {
  /// All problems, one a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
