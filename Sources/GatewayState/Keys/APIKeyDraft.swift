public import RoutingCore

/// What somebody asks of a new key, with every value in its range (H-501).
public struct APIKeyDraft: Hashable, Sendable {
  /// What the operator calls it, 1 to 200 characters.
  public let name: String
  /// What it may be used for.
  public let scopes: APIKeyScopes
  /// After how many days it must have been rotated, from 0 for never.
  public let rotationDays: Int
  /// After how many milliseconds it expires, above 0, or nil for never.
  public let expiresAfter: Int?
  /// What it may spend in a month in US dollars, from 0 for any amount.
  public let monthlyBudget: Double
  /// How many requests a second it may make: 0 for as many as any other key, −1 for any number.
  public let requestsPerSecond: Double
  /// How its requests prefer to be routed, an object that is kept as it is.
  public let preferences: JSONValue?

  /// Makes a draft with nothing but a name.
  ///
  /// - Throws: `APIKeyFieldError` for a name without characters or with more than 200.
  public init(name: String, scopes: APIKeyScopes = .everyScope) throws(APIKeyFieldError) {
    try self.init(
      json: JSONValue(object: ["name": JSONValue(.string(name)), "scopes": JSONValue(.string(scopes.text))]))
  }

  /// Reads the body of a request; members that it does not know are ignored, and null counts as absent.
  ///
  /// - Throws: `APIKeyFieldError` for the first field with a wrong value.
  public init(json: JSONValue) throws(APIKeyFieldError) {
    let fields = APIKeyFields(json: json)
    guard let name = fields.member("name") else {
      throw APIKeyFieldError(field: "name", message: "name is required")
    }
    self.name = try APIKeyFields.name(name)
    scopes = if let value = fields.member("scopes") { try APIKeyFields.scopes(value) } else { .everyScope }
    rotationDays = if let value = fields.member("rotation_days") { try APIKeyFields.rotationDays(value) } else { 0 }
    expiresAfter = if let value = fields.member("expires_in") { try APIKeyDraft.duration(value) } else { nil }
    monthlyBudget =
      if let value = fields.member("monthly_budget_usd") { try APIKeyFields.monthlyBudget(value) } else { 0 }
    requestsPerSecond =
      if let value = fields.member("rate_limit_rps") { try APIKeyFields.requestsPerSecond(value) } else { 0 }
    preferences = if let value = fields.member("preferences") { try APIKeyFields.preferences(value) } else { nil }
  }

  private static func duration(_ value: JSONValue) throws(APIKeyFieldError) -> Int {
    guard let text = value.string else {
      throw APIKeyFieldError(field: "expires_in", message: "expires_in must be a string")
    }
    guard let nanoseconds = DurationText.nanoseconds(of: text) else {
      throw APIKeyFieldError(field: "expires_in", message: "invalid expires_in duration")
    }
    // Rounded up, so that no duration above zero becomes zero.
    return nanoseconds / 1_000_000 + (nanoseconds.isMultiple(of: 1_000_000) ? 0 : 1)
  }
}
