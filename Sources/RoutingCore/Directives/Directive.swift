/// What a user asked of the router inside a message (R-1403, R-1404); nil where nothing valid was said.
///
/// A value that is present counts even where it is zero: `min_weight=0` asks for no minimum, which is not the
/// same as saying nothing.
public struct Directive: Hashable, Sendable {
  /// How to choose, from `mode`.
  public var mode: DirectiveMode?
  /// The most that the request may cost, from `budget`; above 0 and at most 100 dollars.
  public var maximumCost: Dollars?
  /// The time that the request may take, from `latency`; above 0 and at most 300000 milliseconds.
  public var deadline: Milliseconds?
  /// The least weight of a model, from `min_weight`; 0 to 10.
  public var minimumWeight: Int?
  /// JSON text that describes the answer, from `output_schema`.
  public var outputSchema: String?
  /// The regions to allow, from `region`, as they were written; never empty.
  public var regions: [String]?
  /// The providers to allow, from `provider`, as they were written; never empty.
  public var providers: [String]?
  /// The models to allow, from `model`, as they were written; never empty.
  public var models: [String]?
  /// The model or family to prefer, from `hint`; never empty.
  public var hint: String?

  /// Makes a directive that asks for nothing but what is given.
  public init(
    mode: DirectiveMode? = nil, maximumCost: Dollars? = nil, deadline: Milliseconds? = nil, minimumWeight: Int? = nil,
    outputSchema: String? = nil, regions: [String]? = nil, providers: [String]? = nil, models: [String]? = nil,
    hint: String? = nil
  ) {
    self.mode = mode
    self.maximumCost = maximumCost
    self.deadline = deadline
    self.minimumWeight = minimumWeight
    self.outputSchema = outputSchema
    self.regions = regions
    self.providers = providers
    self.models = models
    self.hint = hint
  }

  /// This directive with the values of `later` in place of its own, key by key (R-1402).
  public func merging(_ later: Directive) -> Directive {
    Directive(
      mode: later.mode ?? mode,
      maximumCost: later.maximumCost ?? maximumCost,
      deadline: later.deadline ?? deadline,
      minimumWeight: later.minimumWeight ?? minimumWeight,
      outputSchema: later.outputSchema ?? outputSchema,
      regions: later.regions ?? regions,
      providers: later.providers ?? providers,
      models: later.models ?? models,
      hint: later.hint ?? hint)
  }
}
