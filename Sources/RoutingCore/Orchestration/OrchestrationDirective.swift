/// What a request says about its orchestration (O-101 to O-107).
public struct OrchestrationDirective: Hashable, Sendable {
  /// Where an adversarial orchestration ends (O-106).
  public enum Extent: Hashable, Sendable {
    /// After its last round.
    case allRounds
    /// After the plan.
    case planOnly
  }

  /// When a refinement ends before its last round (O-352).
  public enum EarlyStop: Hashable, Sendable {
    /// Once a round has changed nothing.
    case onUnchangedText
    /// Never.
    case never
  }

  /// The mode, or nil where the request does not say, so that a directive in a message may (O-110).
  public var mode: OrchestrationMode?
  /// The number of rounds or voters, from 0 to 10; 0 leaves it to the mode (O-102).
  public var iterations: Int
  /// The planner or refiner by any name that references are resolved from, or nil for an automatic choice (O-103).
  public var primaryModel: String?
  /// The critic or judge by any name that references are resolved from, or nil for an automatic choice (O-104).
  public var reviewModel: String?
  /// The least weight of an automatically chosen author, from 0 to 10; nil leaves it to the policy (O-105).
  public var primaryMinimumWeight: Int?
  /// The least weight of an automatically chosen critic or judge, from 0 to 10; nil leaves it to the policy (O-105).
  public var reviewMinimumWeight: Int?
  /// Where an adversarial orchestration ends; other modes pay no attention (O-106).
  public var extent: Extent
  /// What the final artifact must be (O-107).
  public var outputSchema: OutputSchema?
  /// When a refinement ends early; other modes pay no attention (O-352).
  public var earlyStop: EarlyStop
  /// What the judge of ``OrchestrationMode/bestOfN`` should look for, in the host's words; nil for what is usual.
  public var judgeCriteria: String?

  /// The most rounds or voters (O-102).
  public static let maximumIterations = 10
  /// The weights that a floor may have (O-105).
  static let weights = 0...10

  /// Makes a directive; what is left out asks for nothing.
  ///
  /// - Throws: ``InvalidOrchestration`` for the first number outside its range.
  public init(
    mode: OrchestrationMode? = nil, iterations: Int = 0, primaryModel: String? = nil, reviewModel: String? = nil,
    primaryMinimumWeight: Int? = nil, reviewMinimumWeight: Int? = nil, extent: Extent = .allRounds,
    outputSchema: OutputSchema? = nil, earlyStop: EarlyStop = .onUnchangedText, judgeCriteria: String? = nil
  ) throws(InvalidOrchestration) {
    self.mode = mode
    self.iterations = iterations
    self.primaryModel = primaryModel
    self.reviewModel = reviewModel
    self.primaryMinimumWeight = primaryMinimumWeight
    self.reviewMinimumWeight = reviewMinimumWeight
    self.extent = extent
    self.outputSchema = outputSchema
    self.earlyStop = earlyStop
    self.judgeCriteria = judgeCriteria
    try check()
  }

  /// The mode that runs: the request's own, else planning (O-101).
  public var effectiveMode: OrchestrationMode { mode ?? .planning }

  /// This directive with the mode that a directive inside a message names, unless the request itself names one (O-110).
  ///
  /// Only for `/v1/plan`: anywhere else a mode inside a message says how to choose models.
  public func completed(by inBand: DirectiveMode?) -> OrchestrationDirective {
    guard mode == nil, let inBand else { return self }
    var directive = self
    directive.mode = OrchestrationMode(inBand: inBand)
    return directive
  }

  /// Looks for numbers out of range, as there can be once members were set one by one.
  func check() throws(InvalidOrchestration) {
    guard (0...OrchestrationDirective.maximumIterations).contains(iterations) else {
      throw .outOfRange(field: "iterations", lowest: 0, highest: OrchestrationDirective.maximumIterations)
    }
    let floors = [("primary_min_weight", primaryMinimumWeight), ("review_min_weight", reviewMinimumWeight)]
    for (field, floor) in floors {
      guard let floor, !OrchestrationDirective.weights.contains(floor) else { continue }
      throw .outOfRange(
        field: field, lowest: OrchestrationDirective.weights.lowerBound,
        highest: OrchestrationDirective.weights.upperBound)
    }
  }
}
