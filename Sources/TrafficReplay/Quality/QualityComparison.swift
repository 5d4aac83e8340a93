/// Ways of choosing side by side: every single model, chance, means per task, and the oracle.
///
/// One half of the items trains what has to be trained, and everything is judged on the other half, so all figures
/// speak of the same items.
public struct QualityComparison: Hashable, Sendable {
  /// A way of choosing, and how it did.
  public struct Policy: Hashable, Sendable {
    /// What it is called: a model's name, or `random`, `task means` or `oracle`.
    public var name: String
    /// How it did.
    public var verdict: QualityVerdict
  }

  /// Points of a family of ways of choosing, and what lies between them.
  public struct Curve: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// Its points and their hull.
    public var frontier: QualityFrontier
  }

  /// Items that trained.
  public let trainingItems: Int
  /// Items that everything is judged on.
  public let evaluationItems: Int
  /// The single models from the cheapest to the dearest, then `random`, `task means` and `oracle`.
  public let policies: [Policy]
  /// `single models`, `weak to strong, random`, `weak to strong, task means` and `oracle`.
  public let curves: [Curve]
  /// The name of the best single model of the items that are judged on, which is known only afterwards.
  public let bestSingleModel: String
  /// The best single model of the training items, the strong one of two.
  public let strongModel: String
  /// The cheapest model of the training items, the weak one of two; maybe the same.
  public let weakModel: String
  /// The costs, in US dollars a request, over which the curves are compared: from where all of them begin to the
  /// dearest single model.
  public let costs: ClosedRange<Double>

  /// Compares; nil where one of the halves has no items, or no model has a price.
  ///
  /// - Parameters:
  ///   - world: The table.
  ///   - seed: Of the halves and of the random choice.
  /// - Complexity: O(n log n) in the cells.
  public init?(of world: QualityWorld, seed: UInt64) {
    let (training, evaluation) = world.halves(seed: seed)
    guard !training.isEmpty, !evaluation.isEmpty, !world.models.isEmpty else { return nil }
    func byCost(on items: [Int]) -> [(model: Int, point: QualityPoint)] {
      world.models.indices.map { model in (model, world.point(on: items) { _ in model }) }
        .sorted { ($0.point.cost, $0.model) < ($1.point.cost, $1.model) }
    }
    // Which model is cheap and which is good is learnt, too.
    let order = byCost(on: training).map(\.model)
    let means = TaskMeans(of: world, training: training)
    let (strong, weak) = (world.bestSingleModel(on: training), order[0])
    let random = RandomChoice(seed: seed)
    let singles = byCost(on: evaluation)
    let count = world.models.count

    var policies = singles.map { single in
      Policy(name: world.models[single.model], verdict: world.verdict(on: evaluation) { _ in single.model })
    }
    func add(_ name: String, _ choice: (Int) -> Int) {
      policies.append(Policy(name: name, verdict: world.verdict(on: evaluation, choosing: choice)))
    }
    add("random") { random.choice(forKey: world.items[$0].key, amongModels: count) }
    add("task means") { means.best(onTask: world.items[$0].task, among: order) }
    add("oracle") { world.oracle(on: $0) }
    self.policies = policies

    let ends = [weak, strong].map { model in world.point(on: evaluation) { _ in model } }
    let threshold = world.thresholdCurve(strong: strong, weak: weak, on: evaluation) { item in
      let task = world.items[item].task
      return means.score(of: strong, onTask: task) - means.score(of: weak, onTask: task)
    }
    let curves = [
      Curve(name: "single models", frontier: QualityFrontier(singles.map(\.point))),
      Curve(name: "weak to strong, random", frontier: QualityFrontier(ends)),
      Curve(name: "weak to strong, task means", frontier: QualityFrontier(threshold)),
      Curve(name: "oracle", frontier: world.oracleFrontier(on: evaluation)),
    ]
    self.curves = curves
    let low = curves.map { $0.frontier.hull[0].cost }.reduce(0, max)
    costs = low...max(low, singles[singles.count - 1].point.cost)
    (trainingItems, evaluationItems) = (training.count, evaluation.count)
    bestSingleModel = world.models[world.bestSingleModel(on: evaluation)]
    (strongModel, weakModel) = (world.models[strong], world.models[weak])
  }
}
