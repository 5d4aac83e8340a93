public import RoutingCore

/// Named policies as JSON: whatever a scenario's policy can say.
///
/// An array of objects, or an object with the member `policies`. Each has a `name`, the members of a scenario's `policy`,
/// and `scoring`. A member that is not known is an error, so that a misspelt one cannot pass for the default.
public struct PolicyDocument: Sendable {
  /// The policies in the order of the document; names are unique.
  public let policies: [(name: String, policy: RoutingPolicy)]

  /// Reads a document.
  ///
  /// - Throws: ``FormatError`` with line and field of the first value that is not right.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      policies = try PolicyDocument.policies(try PolicyDocument.root(bytes))
    } catch {
      var error = error
      error.file = file
      throw error
    }
  }

  private static func root(_ bytes: [UInt8]) throws(FormatError) -> JSONField {
    do throws(JSONError) {
      return JSONField(try JSONValue(parsing: bytes))
    } catch {
      throw FormatError(error, line: error.line)
    }
  }

  private static func policies(_ root: JSONField) throws(FormatError) -> [(name: String, policy: RoutingPolicy)] {
    var list = root
    if case .object = root.value.content {
      try root.refuseMembers(beside: ["policies"])
      list = try root.required("policies")
    }
    var policies: [(name: String, policy: RoutingPolicy)] = []
    for field in try list.elements() {
      let nameField = try field.required("name")
      let name = try nameField.string()
      guard !name.isEmpty else { throw nameField.error("a policy has a name") }
      guard !policies.contains(where: { $0.name == name }) else {
        throw nameField.error("the name \(TextExcerpt.quoted(name.utf8)) stands twice")
      }
      policies.append((name, try policy(field)))
    }
    guard !policies.isEmpty else { throw list.error("there is no policy") }
    return policies
  }

  private static let members: Set<String> = [
    "name", "scoring", "mode", "planning", "max_budget_usd", "max_latency_ms", "min_weight", "unknown_capabilities",
    "exploration_temperature", "picker", "affinity", "normalization", "preferences",
  ]

  private static let preferences: Set<String> = [
    "strategy", "model", "provider", "region", "order", "only", "ignore", "allow_fallbacks", "require_parameters",
    "max_price", "quantizations", "data_collection", "zdr", "preferred_min_throughput", "preferred_max_latency_ms",
    "sort",
  ]

  private static let scoring: Set<String> = [
    "latency_floor_ms", "failure_floor", "degraded_penalty", "unknown_latency", "normalization",
  ]

  /// Objects within a policy, and what they may hold.
  private static func checkParts(of field: JSONField) throws(FormatError) {
    try field.optional("picker")?.refuseMembersOfObject(beside: ["name", "temperature"])
    try field.optional("affinity")?.refuseMembersOfObject(beside: ["score_slack", "load_slack", "load_ratio"])
    guard let preferences = try field.optional("preferences") else { return }
    for name in ["model", "provider", "region"] {
      try preferences.optional(name)?.refuseMembersOfObject(beside: ["allow", "deny", "prefer"])
    }
    try preferences.optional("max_price")?.refuseMembersOfObject(beside: ["prompt", "completion", "unit"])
  }

  private static func policy(_ field: JSONField) throws(FormatError) -> RoutingPolicy {
    try field.refuseMembers(beside: members)
    try field.optional("preferences")?.refuseMembers(beside: preferences)
    try checkParts(of: field)
    let scoringField = try field.optional("scoring")
    try scoringField?.refuseMembers(beside: scoring)
    let parameters = try ScoringParameters(scoringField, field)
    return try RoutingPolicy(field, scoring: parameters)
  }
}

extension JSONField {
  /// The same, where the field is an object and not a name or a list.
  fileprivate func refuseMembersOfObject(beside known: Set<String>) throws(FormatError) {
    guard case .object = value.content else { return }
    try refuseMembers(beside: known)
  }

  /// Refuses the first member of an object that has none of some names.
  func refuseMembers(beside known: Set<String>) throws(FormatError) {
    guard let stranger = try members().first(where: { !known.contains($0.name) }) else { return }
    throw stranger.field.error("there is no such member")
  }
}
