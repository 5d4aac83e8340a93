public import RoutingCore

/// The forms of a record: the one that is stored, with the hash, and the one that is shown, without.
extension APIKeyRecord {
  /// The form that is stored.
  public var json: JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: JSONValue?) {
      if let value { members.append(.init(name: name, value: value)) }
    }
    add("id", JSONValue(.string(id)))
    add("name", JSONValue(.string(name)))
    add("prefix", JSONValue(.string(prefix)))
    add("hash", hash.json)
    add("scopes", JSONValue(.string(scopes.text)))
    add("created_at", JSONValue(.integer(createdAt)))
    add("rotated_at", rotatedAt.map { JSONValue(.integer($0)) })
    add("last_used_at", lastUsedAt.map { JSONValue(.integer($0)) })
    add("expires_at", expiresAt.map { JSONValue(.integer($0)) })
    add("rotation_days", JSONValue(.integer(rotationDays)))
    add("monthly_budget_usd", JSONValue(.number(monthlyBudget)))
    add("budget_reset_at", budgetResetAt.map { JSONValue(.integer($0)) })
    add("rate_limit_rps", JSONValue(.number(requestsPerSecond)))
    add("enabled", JSONValue(.bool(isEnabled)))
    add("preferences", preferences)
    return JSONValue(.object(members))
  }

  /// Reads the form that is stored, or nil where it is none.
  ///
  /// Nothing is guessed: a key whose record cannot be read is no key.
  public init?(json: JSONValue) {
    guard let id = json["id"]?.string, let name = json["name"]?.string, let prefix = json["prefix"]?.string,
      let hash = json["hash"].flatMap(SecretHash.init(json:)), let scopes = json["scopes"]?.string,
      let createdAt = json["created_at"]?.integer, let rotationDays = json["rotation_days"]?.integer, rotationDays >= 0,
      let monthlyBudget = json["monthly_budget_usd"]?.number, monthlyBudget >= 0,
      let requestsPerSecond = json["rate_limit_rps"]?.number, requestsPerSecond >= -1,
      let isEnabled = json["enabled"]?.bool
    else { return nil }
    let moments = ["rotated_at", "last_used_at", "expires_at", "budget_reset_at"]
    guard moments.allSatisfy({ json[$0].map { $0.integer != nil } ?? true }) else { return nil }
    self.id = id
    self.name = name
    self.prefix = prefix
    self.hash = hash
    self.scopes = APIKeyScopes(stored: scopes)
    self.createdAt = createdAt
    rotatedAt = json["rotated_at"]?.integer
    lastUsedAt = json["last_used_at"]?.integer
    expiresAt = json["expires_at"]?.integer
    self.rotationDays = rotationDays
    self.monthlyBudget = monthlyBudget
    budgetResetAt = json["budget_reset_at"]?.integer
    self.requestsPerSecond = requestsPerSecond
    self.isEnabled = isEnabled
    preferences = json["preferences"]
  }

  /// The form that lists show: neither the key nor its hash (H-505, H-506).
  ///
  /// `spent` is what it has spent this month in US dollars; shown where it has a budget.
  public func listing(spent: Double? = nil) -> JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: JSONValue?) {
      if let value { members.append(.init(name: name, value: value)) }
    }
    func moment(_ milliseconds: Int?) -> JSONValue? {
      milliseconds.map { JSONValue(.string(UTCDate.text(of: $0))) }
    }
    add("id", JSONValue(.string(id)))
    add("key_prefix", JSONValue(.string(prefix)))
    add("name", JSONValue(.string(name)))
    add("scopes", JSONValue(.string(scopes.text)))
    add("created_at", moment(createdAt))
    add("rotated_at", moment(rotatedAt))
    add("last_used_at", moment(lastUsedAt))
    add("expires_at", moment(expiresAt))
    add("rotation_days", JSONValue(.integer(rotationDays)))
    add("monthly_budget_usd", JSONValue(.number(monthlyBudget)))
    add("budget_reset_at", moment(budgetResetAt))
    add("rate_limit_rps", JSONValue(.number(requestsPerSecond)))
    add("enabled", JSONValue(.bool(isEnabled)))
    add("preferences", preferences)
    if monthlyBudget > 0 { add("current_spend_usd", spent.map { JSONValue(.number($0)) }) }
    return JSONValue(.object(members))
  }
}
