internal import ProviderAdapters
internal import RoutingCore
internal import RoutingFormats

/// Reads models as administrators write them.
enum ModelRecord {
  private static let prices = ["input_per_1k", "output_per_1k"]

  /// Whether a body sets a price, which makes the prices the administrator's.
  static func setsPrice(_ body: JSONValue) -> Bool { prices.contains { body[$0].map { !$0.isNull } ?? false } }

  /// A model of a whole record.
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  static func model(_ body: JSONValue) throws(APIError) -> Model {
    if let window = body["max_context_tokens"]?.integer, window < 0 {
      throw .badRequest(
        "max_context_tokens must be 0 or more", code: "invalid_value", parameter: "max_context_tokens")
    }
    let model = try APIError.reading { () throws(FormatError) in try Model(JSONField(body)) }
    if let problem = ModelRegistry.problems(in: [model], providers: []).first { throw APIError(problem) }
    return model
  }

  /// A model with the members of a body in place of its own; null takes a member back to its default.
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  static func model(_ former: Model, patchedBy body: JSONValue) throws(APIError) -> Model {
    var members = JSONMembers(of: former.record)
    for member in body.members ?? [] where member.name != "id" {
      members[member.name] = member.value.isNull ? nil : member.value
    }
    var model = try ModelRecord.model(members.value)
    if setsPrice(body) { model.pricingSource = .manual }
    return model
  }
}

extension APIError {
  /// What keeps a model from being used, by its field where it has one (H-320).
  fileprivate init(_ problem: RegistryProblem) {
    let (field, requirement): (String?, String) =
      switch problem {
      case .emptyModelID: ("id", "must not be empty")
      case .modelIDContainsSpace: ("id", "must hold no white space")
      case .emptyModelName: ("name", "must not be empty")
      case .missingProvider: ("provider_id", "must not be empty")
      case .weightOutOfRange: ("weight", "must be between 0 and 10")
      case .noKinds: ("kinds", "must name one kind at least")
      case .contradictoryCapability: ("capabilities", "must not say yes and no at once")
      case .priceNotANumber(_, let component), .priceTooHigh(_, let component, _):
        (component.name, "must be a number up to \(PriceSheet.highestPrice)")
      case .priceNegative(_, let component, _): (component.name, "must be 0 or more")
      case .tiersOutOfOrder: ("price_tiers", "must have rising thresholds")
      case .tooManyTiers: ("price_tiers", "must hold at most \(PriceSheet.mostTiers) tiers")
      case .duplicateResolution: ("price_per_unit_by_resolution", "must name each resolution once")
      case .trafficWeightOutOfRange: ("traffic_weight", "must be a finite number from 0 up")
      case .nameTooLong, .duplicateModelID, .emptyProviderID, .duplicateProviderID: (nil, "\(problem)")
      }
    self = .badRequest(
      field.map { "\($0) \(requirement)" } ?? requirement, code: "invalid_value", parameter: field)
  }
}
