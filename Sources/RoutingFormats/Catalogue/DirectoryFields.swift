public import RoutingCore

extension ModelDirectory {
  /// Reads `aliases`, `plans` and `wildcard_pool` of a document; what is absent is empty, and the pool the contract's.
  ///
  /// - Throws: A ``FormatError`` with line and field, also for records that cannot be used.
  public init(_ root: JSONField) throws(FormatError) {
    self.init()
    for field in try root.optional("aliases")?.elements() ?? [] { aliases.append(try ModelAlias(field)) }
    for field in try root.optional("plans")?.elements() ?? [] { plans.append(try ModelPlan(field)) }
    if let pool = try root.optional("wildcard_pool") { wildcardPool = try pool.names() }
  }
}

extension ModelAlias {
  /// Reads an alias, and refuses one that cannot be used.
  ///
  /// - Throws: A ``FormatError`` with line and field.
  public init(_ field: JSONField) throws(FormatError) {
    self.init(
      name: try field.required("name").string(), variants: [], isEnabled: try field.optional("enabled")?.bool() ?? true,
      stickiness: try field.optional("sticky_by")
        .map { (name) throws(FormatError) in try name.named("sticky_by", AliasStickiness.init(name:)) } ?? .request)
    for variant in try field.required("variants").elements() {
      variants.append(
        Variant(
          model: ModelID(try variant.required("model_id").string()), weight: try variant.required("weight").int()))
    }
    if let problem = problems.first { throw field.error("\(problem)") }
  }
}

extension ModelPlan {
  /// Reads a plan.
  ///
  /// - Throws: A ``FormatError`` with line and field.
  public init(_ field: JSONField) throws(FormatError) {
    self.init(
      name: try field.required("name").string(), members: try field.required("members").names(),
      mode: try field.optional("mode")
        .map { (name) throws(FormatError) in try name.named("mode", RoutingMode.init(name:)) },
      isEnabled: try field.optional("enabled")?.bool() ?? true)
  }
}
