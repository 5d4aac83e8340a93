public import RoutingCore

/// What a gateway knows of a consumer's key: everything but the key.
public struct APIKeyRecord: Hashable, Sendable {
  /// The id, 16 hexadecimal digits that have nothing to do with the key.
  public let id: String
  /// What the operator calls it, 1 to 200 characters.
  public var name: String
  /// The beginning of the key, which may be shown.
  public var prefix: String
  /// What is stored in the place of the key.
  public var hash: SecretHash
  /// What it may be used for.
  public var scopes: APIKeyScopes
  /// When it was made, in milliseconds since 1970.
  public var createdAt: Int
  /// When it was last given a new secret, in milliseconds since 1970.
  public var rotatedAt: Int?
  /// When it was last used, in milliseconds since 1970, to the minute.
  public var lastUsedAt: Int?
  /// From when on it is no longer valid, in milliseconds since 1970.
  public var expiresAt: Int?
  /// After how many days it must have been rotated, from 0 for never.
  public var rotationDays: Int
  /// What it may spend in a month in US dollars, from 0 for any amount.
  public var monthlyBudget: Double
  /// From when on this month's spending counts, in milliseconds since 1970.
  public var budgetResetAt: Int?
  /// How many requests a second it may make: 0 for as many as any other key, −1 for any number.
  public var requestsPerSecond: Double
  /// Whether it is valid at all.
  public var isEnabled: Bool
  /// How its requests prefer to be routed: an object that the gateway understands, or nil.
  public var preferences: JSONValue?

  /// Makes a record of a new key.
  public init(id: String, draft: APIKeyDraft, prefix: String, hash: SecretHash, now: Int) {
    self.id = id
    name = draft.name
    self.prefix = prefix
    self.hash = hash
    scopes = draft.scopes
    createdAt = now
    expiresAt = draft.expiresAfter.map { now.addingReportingOverflow($0) }.map { $0.overflow ? .max : $0.partialValue }
    rotationDays = draft.rotationDays
    monthlyBudget = draft.monthlyBudget
    requestsPerSecond = draft.requestsPerSecond
    isEnabled = true
    preferences = draft.preferences
  }

  /// Whether the key may be used at a moment: enabled and not yet expired.
  public func isValid(at now: Int) -> Bool { isEnabled && expiresAt.map { now < $0 } ?? true }

  /// When the key must have been rotated, in milliseconds since 1970, or nil where it need not be (H-511).
  public var rotationDueAt: Int? {
    guard rotationDays > 0 else { return nil }
    let (span, overflow) = rotationDays.multipliedReportingOverflow(by: UTCDate.millisecondsPerDay)
    let (due, carry) = max(createdAt, rotatedAt ?? createdAt).addingReportingOverflow(span)
    return overflow || carry ? nil : due
  }
}
