/// What a hint was taken for.
public struct ReferenceReport: Hashable, Sendable {
  /// What it was taken for.
  public let kind: ReferenceKind
  /// What else it could have been taken for, with another result.
  public let alternatives: [ReferenceKind]
  /// The hint itself, where an alias or `*` replaced it.
  public let aliasFrom: String?

  /// Makes a report.
  public init(kind: ReferenceKind, alternatives: [ReferenceKind] = [], aliasFrom: String? = nil) {
    self.kind = kind
    self.alternatives = alternatives
    self.aliasFrom = aliasFrom
  }
}

extension ReferenceResolver {
  /// What a request's hint was taken for.
  func report(of target: ReferenceTarget, _ request: RoutingRequest) -> ReferenceReport {
    ReferenceReport(
      kind: target.kind, alternatives: alternatives(to: request.hint),
      aliasFrom: target.isReplaced ? request.hint?.text : nil)
  }
}
