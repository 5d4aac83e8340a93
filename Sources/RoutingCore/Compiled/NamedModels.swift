/// What the caller's hint means for the models of one decision.
struct NamedModels {
  /// The models it stands for, in its order; empty where there are none.
  let models: [ModelHandle]
  /// Whether nothing else may serve.
  let isConfined: Bool
  /// How one of them is chosen.
  let choosing: Choosing
  /// The mode of a plan.
  let mode: RoutingMode?
  /// The chance of an alias's pick.
  let propensity: Double
  /// What the hint was taken for.
  let report: ReferenceReport?
  /// What became of the hint where none of the models may serve.
  let missedStatus: HintStatus
  private let members: Set<ModelHandle>

  /// How one of several named models is chosen.
  enum Choosing {
    /// The first, whose id or alias was given; the others share its name and are drawn from if it may not serve.
    case first
    /// The first that may serve.
    case list
    /// By score; by the list where scores are equal.
    case plan
    /// By score.
    case score
  }

  init(_ shape: RequestShape, _ request: RoutingRequest, _ resolver: ReferenceResolver) {
    switch shape.hint {
    case .absent, .unknown:
      models = []
      isConfined = shape.hint == .unknown && shape.isStrict
      choosing = .score
      mode = nil
      propensity = 1
      report = nil
      missedStatus = shape.hint == .absent ? .absent : .unknown
    case .found(let target):
      models = resolver.models(of: target)
      isConfined = target.isStrict
      if target.isSingle {
        choosing = .first
      } else if resolver.index.sets[Int(target.place)].order == .list {
        choosing = .list
      } else {
        choosing = target.kind == .plan ? .plan : .score
      }
      mode = resolver.mode(of: target)
      propensity = resolver.propensity(of: target)
      report = resolver.report(of: target, request)
      missedStatus = target.missedStatus
    }
    members = Set(models)
  }

  /// What the hint means for one model.
  func standing(of model: ModelHandle) -> ReferenceStanding {
    if members.contains(model) { return .named }
    return isConfined ? .shutOut : .free
  }
}

extension ReferenceTarget {
  /// What became of the hint where nothing it names may serve; an alias may name a model that is not registered.
  var missedStatus: HintStatus { isSingle && place < 0 ? .unknown : .ineligible }
}
