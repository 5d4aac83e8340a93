internal import RoutingCore

/// A field of a request about a key has a wrong value.
public struct APIKeyFieldError: Error, Hashable, Sendable {
  /// The name of the field.
  public let field: String
  /// What is wrong with it, in words that name it; free of what was sent.
  public let message: String

  /// Makes an error.
  public init(field: String, message: String) {
    self.field = field
    self.message = message
  }
}

/// The fields that a draft and changes have in common, each read to a value of its range (H-501, H-508).
struct APIKeyFields {
  let json: JSONValue

  /// The member, with null as none.
  func member(_ name: String) -> JSONValue? { json[name].flatMap { $0.isNull ? nil : $0 } }

  /// The member, which must not be null.
  func given(_ name: String) throws(APIKeyFieldError) -> JSONValue? {
    guard let value = json[name] else { return nil }
    guard !value.isNull else { throw APIKeyFieldError(field: name, message: "\(name) must not be null") }
    return value
  }

  static func name(_ value: JSONValue) throws(APIKeyFieldError) -> String {
    guard let name = value.string else { throw APIKeyFieldError(field: "name", message: "name must be a string") }
    guard (1...200).contains(name.unicodeScalars.count) else {
      throw APIKeyFieldError(field: "name", message: "name must have 1 to 200 characters")
    }
    return name
  }

  static func scopes(_ value: JSONValue) throws(APIKeyFieldError) -> APIKeyScopes {
    guard let scopes = APIKeyScopes(json: value) else {
      let names = APIKeyScope.allCases.map(\.rawValue).joined(separator: ", ")
      throw APIKeyFieldError(field: "scopes", message: "scopes must be a JSON array of names out of \(names)")
    }
    return scopes
  }

  static func rotationDays(_ value: JSONValue) throws(APIKeyFieldError) -> Int {
    guard let days = value.integer, days >= 0 else {
      throw APIKeyFieldError(field: "rotation_days", message: "rotation_days must be a whole number from 0")
    }
    return days
  }

  static func monthlyBudget(_ value: JSONValue) throws(APIKeyFieldError) -> Double {
    guard let budget = value.number, budget >= 0 else {
      throw APIKeyFieldError(field: "monthly_budget_usd", message: "monthly_budget_usd must be a number from 0")
    }
    return budget
  }

  static func requestsPerSecond(_ value: JSONValue) throws(APIKeyFieldError) -> Double {
    // Between −1 for none and 0 for the common limit there is nothing that a rate could mean.
    guard let rate = value.number, rate >= 0 || rate == -1 else {
      throw APIKeyFieldError(field: "rate_limit_rps", message: "rate_limit_rps must be a number from 0, or -1 for none")
    }
    return rate
  }

  static func preferences(_ value: JSONValue) throws(APIKeyFieldError) -> JSONValue {
    guard value.members != nil else {
      throw APIKeyFieldError(field: "preferences", message: "preferences must be an object")
    }
    return value
  }
}
