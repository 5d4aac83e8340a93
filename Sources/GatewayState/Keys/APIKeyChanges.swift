public import RoutingCore

/// What somebody asks to change of a key, with every value in its range; nil leaves a value as it is (H-508).
public struct APIKeyChanges: Hashable, Sendable {
  /// What the operator calls it, 1 to 200 characters.
  public let name: String?
  /// What it may be used for.
  public let scopes: APIKeyScopes?
  /// After how many days it must have been rotated, from 0 for never.
  public let rotationDays: Int?
  /// Whether it is valid at all.
  public let isEnabled: Bool?
  /// What it may spend in a month in US dollars, from 0 for any amount.
  public let monthlyBudget: Double?
  /// How many requests a second it may make: 0 for as many as any other key, −1 for any number.
  public let requestsPerSecond: Double?
  /// How its requests prefer to be routed; JSON's null takes it away.
  public let preferences: JSONValue?

  /// Reads the body of a request; members that it does not know are ignored.
  ///
  /// Null takes a budget, a rate or preferences away, and is a mistake for every other field.
  ///
  /// - Throws: `APIKeyFieldError` for the first field with a wrong value.
  public init(json: JSONValue) throws(APIKeyFieldError) {
    let fields = APIKeyFields(json: json)
    name = if let value = try fields.given("name") { try APIKeyFields.name(value) } else { nil }
    scopes = if let value = try fields.given("scopes") { try APIKeyFields.scopes(value) } else { nil }
    rotationDays =
      if let value = try fields.given("rotation_days") { try APIKeyFields.rotationDays(value) } else { nil }
    isEnabled = if let value = try fields.given("enabled") { try APIKeyChanges.bool(value) } else { nil }
    monthlyBudget =
      if let value = json["monthly_budget_usd"] {
        value.isNull ? 0 : try APIKeyFields.monthlyBudget(value)
      } else { nil }
    requestsPerSecond =
      if let value = json["rate_limit_rps"] {
        value.isNull ? 0 : try APIKeyFields.requestsPerSecond(value)
      } else { nil }
    preferences =
      if let value = json["preferences"] {
        value.isNull ? .null : try APIKeyFields.preferences(value)
      } else { nil }
  }

  private static func bool(_ value: JSONValue) throws(APIKeyFieldError) -> Bool {
    guard let bool = value.bool else {
      throw APIKeyFieldError(field: "enabled", message: "enabled must be true or false")
    }
    return bool
  }

  /// A record with the changes made.
  func applied(to record: APIKeyRecord) -> APIKeyRecord {
    var record = record
    if let name { record.name = name }
    if let scopes { record.scopes = scopes }
    if let rotationDays { record.rotationDays = rotationDays }
    if let isEnabled { record.isEnabled = isEnabled }
    if let monthlyBudget { record.monthlyBudget = monthlyBudget }
    if let requestsPerSecond { record.requestsPerSecond = requestsPerSecond }
    if let preferences { record.preferences = preferences.isNull ? nil : preferences }
    return record
  }
}
