public import RoutingCore

/// The boundaries that a client sets to routing (C-217, R-701).
public struct ClientPreferences: Hashable, Sendable {
  /// Where it may be served.
  public var regions: ClientPreference
  /// Who may serve it.
  public var providers: ClientPreference
  /// What may serve it.
  public var models: ClientPreference

  /// Makes preferences; what is left out is unbounded.
  public init(
    regions: ClientPreference = .init(), providers: ClientPreference = .init(), models: ClientPreference = .init()
  ) {
    self.regions = regions
    self.providers = providers
    self.models = models
  }

  /// The member `preferences` of a request, or nil where there is nothing to say.
  public var json: JSONValue? {
    let members = [("region", regions), ("provider", providers), ("model", models)].compactMap { name, preference in
      preference.json.map { JSONValue.Member(name: name, value: $0) }
    }
    return members.isEmpty ? nil : JSONValue(.object(members))
  }

  /// The same preferences with one region as the only one that may serve.
  func only(in region: String?) -> ClientPreferences {
    guard let region else { return self }
    var preferences = self
    preferences.regions.allow = [region]
    return preferences
  }
}

/// What a client says of one dimension of routing.
public struct ClientPreference: Hashable, Sendable {
  /// What may serve; empty for everything, as is what holds `*`.
  public var allow: [String]
  /// What may not serve, whatever is allowed.
  public var deny: [String]
  /// What is taken first.
  public var prefer: [String]

  /// Makes a preference.
  public init(allow: [String] = [], deny: [String] = [], prefer: [String] = []) {
    self.allow = allow
    self.deny = deny
    self.prefer = prefer
  }

  /// The wire form: a list where something is only allowed, an object else, nil where there is nothing to say.
  public var json: JSONValue? {
    let lists = [("allow", allow), ("deny", deny), ("prefer", prefer)].filter { !$0.1.isEmpty }
    guard !lists.isEmpty else { return nil }
    if deny.isEmpty && prefer.isEmpty { return ClientPreference.array(allow) }
    return JSONValue(.object(lists.map { .init(name: $0.0, value: ClientPreference.array($0.1)) }))
  }

  /// Whether anything is kept out.
  var isBoundary: Bool { !filter.isEmpty }

  var filter: NameFilter { NameFilter(allow: allow, deny: deny) }

  private static func array(_ names: [String]) -> JSONValue {
    JSONValue(.array(names.map { JSONValue(.string($0)) }))
  }
}
