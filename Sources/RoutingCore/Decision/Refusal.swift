/// No model may serve a request; a refusal is an answer, not an error.
public struct Refusal: Hashable, Sendable {
  /// What became of the caller's hint.
  public let hintStatus: HintStatus
  /// Why.
  public let cause: Cause
  /// Whether asking again can never help: no registered model matches what the request names and constrains.
  public let isPermanent: Bool
  /// The regions in which the request could be served now, in alphabetical order; empty unless a region is to blame.
  public let allowedRegions: [Region]

  /// Makes a refusal.
  public init(
    hintStatus: HintStatus, cause: Cause = .noneEligible, isPermanent: Bool = false, allowedRegions: [Region] = []
  ) {
    self.hintStatus = hintStatus
    self.cause = cause
    self.isPermanent = isPermanent
    self.allowedRegions = allowedRegions
  }

  /// The contract's words for it (R-1065).
  public static let message = "no eligible models registered"

  /// Why no model may serve.
  public enum Cause: CaseIterable, Hashable, Sendable {
    /// The caller named a model that nobody knows, and only that may serve.
    case modelNotFound
    /// The region constraint keeps out every model that was left.
    case regionUnavailable
    /// Constraints on models or providers keep out every model, or all that are left cannot be reached now.
    case noSupplier
    /// Models are left and can be reached, and each fails another filter: window, weight, budget, ability.
    case noneEligible

    /// The code used on the wire.
    public var code: String {
      switch self {
      case .modelNotFound: "model_not_found"
      case .regionUnavailable: "region_unavailable"
      case .noSupplier: "no_supplier"
      case .noneEligible: "no_eligible_model"
      }
    }
  }
}
