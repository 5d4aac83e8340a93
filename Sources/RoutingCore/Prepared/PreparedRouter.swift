/// Decides as a ``CompiledRouter`` does, and remembers what decisions have in common.
///
/// One thread's own: a router that several threads share is compiled, and each of them prepares; a copy goes on by
/// itself. Requests that ask for the same under the same policy share a *route*, routes that lead to the same models
/// share a *set*, and per health epoch each set has a *skyline* of models that could win and a *front* for every way to
/// score. A decision then looks at five to twenty models instead of all.
///
/// What is remembered is bounded: when ``capacity`` routes or their models fill it, all is forgotten and learned anew.
/// Work is prepared only out of what earlier preparation has saved, or a tenth of what scanning took, so that requests
/// that have nothing in common take hardly longer than with the compiled router.
public struct PreparedRouter: Sendable {
  /// What is shared with the prepared routers of other threads.
  public let tables: PreparationTables
  let router: CompiledRouter
  /// What decisions are made with until the next one is adopted.
  public private(set) var health: CompiledHealth
  /// The most routes that are remembered.
  public let capacity: Int
  /// What has been done so far.
  public internal(set) var work = PreparedWork()

  var policies = PolicyTable()
  var routes: RouteTable
  var sets: EligibleSets
  /// For each set, what is known of it in this epoch.
  var states: [SetState] = []
  var skylines = Skylines()
  /// For each set and each of ``PolicyTable/mostRules`` ways to score, its front.
  var fronts: [ScoreFront] = []
  var frontRows: [ScoreFrontRow] = []
  /// For each block of prices and each mix, the ladder, where it has been needed.
  var ladders: [PriceLadder?] = []
  /// For each ``LatencyColumn``, the providers in order.
  var ranks = Array(repeating: ProviderRanks(), count: LatencyColumn.count)
  var epoch = 0

  /// Sets up to this size are scanned for their largest values, which takes no longer than looking them up.
  var smallSet = 100

  /// By how much a skyline and its ceilings may outnumber the models of their set and still be worth while.
  static let fewModels = 8

  /// The most models that all sets together keep: 8 MB.
  static let mostModels = 1 << 18

  /// Prepares one thread to decide, beginning with some health.
  ///
  /// At most `capacity` routes are remembered, from 16 to 65,536; rounded up to a power of two.
  public init(_ tables: PreparationTables, health: CompiledHealth, capacity: Int = 2048) {
    self.tables = tables
    router = tables.router
    self.health = health
    var power = 16
    while power < min(capacity, 1 << 16) { power *= 2 }
    self.capacity = power
    routes = RouteTable(capacity: power)
    sets = EligibleSets(providerCount: router.registry.providers.count)
  }

  /// The same with tables of its own, for a host of one thread.
  public init(_ router: CompiledRouter, health: CompiledHealth, capacity: Int = 2048) {
    self.init(PreparationTables(router), health: health, capacity: capacity)
  }

  /// Decides with other health from now on.
  ///
  /// - Complexity: O(1); what depends on health is made anew when it is asked for.
  public mutating func adopt(_ health: CompiledHealth) {
    self.health = health
    beginEpoch()
  }

  /// Takes over a later snapshot, in the memory of the former.
  ///
  /// - Complexity: O(n + p) on average in the number of models and providers.
  public mutating func update(from snapshot: HealthSnapshot) {
    router.update(&health, from: snapshot)
    beginEpoch()
  }

  private mutating func beginEpoch() {
    epoch &+= 1
    skylines.removeAll()
    frontRows.removeAll(keepingCapacity: true)
  }

  /// Forgets all routes, as it does by itself when there are too many.
  public mutating func forget() {
    routes.removeAll()
    sets.removeAll()
    states.removeAll(keepingCapacity: true)
    fronts.removeAll(keepingCapacity: true)
    ladders.removeAll()
    policies.removeAll()
    beginEpoch()
    work.forgotten += 1
  }

  /// The model that is to serve a request, or nil where none may: always what
  /// ``CompiledRouter/decide(_:policy:health:arms:)`` answers.
  ///
  /// - Complexity: O(k) in the number of models of the request's front, O(log n + k) with those of its skyline where
  ///   the budget binds, O(n / 64 + c) where nothing is prepared; allocates only while it learns.
  public mutating func decide(_ shape: RequestShape, policy: CompiledPolicy, arms: CompiledArms? = nil) -> Choice? {
    switch shape.hint {
    case .absent: return decideFreely(shape, .absent, policy, arms)
    case .unknown: return shape.isStrict ? nil : decideFreely(shape, .unknown, policy, arms)
    case .found(let target):
      guard target.kind == .plan, let mode = router.resolver.mode(of: target) else {
        return decide(naming: target, shape, policy, arms)
      }
      return decide(naming: target, shape, policy.underPlan(mode), arms)
    }
  }

  private mutating func decide(
    naming target: ReferenceTarget, _ shape: RequestShape, _ policy: CompiledPolicy, _ arms: CompiledArms?
  ) -> Choice? {
    if let choice = router.decideAmongNamed(target, shape, policy, health, arms) { return choice }
    return target.isStrict ? nil : decideFreely(shape, target.missedStatus, policy, arms)
  }
}

/// What a prepared router has done, in counts that are the same on every machine.
public struct PreparedWork: Hashable, Sendable {
  /// Decisions made from a front.
  public internal(set) var fromFronts = 0
  /// Decisions made from a skyline, because the budget binds or the way to score has no front.
  public internal(set) var fromSkylines = 0
  /// Decisions left to the compiled router.
  public internal(set) var scanned = 0
  /// Routes learned.
  public internal(set) var routes = 0
  /// Skylines made.
  public internal(set) var skylines = 0
  /// Fronts made.
  public internal(set) var fronts = 0
  /// How often everything was forgotten because it had become too much.
  public internal(set) var forgotten = 0
  /// What may be spent on preparing, in looks at a model.
  var credit = PreparedWork.loan

  /// What is lent to begin with: some two milliseconds of looking.
  static let loan = 1 << 19
  /// The most that is saved up, so that it is spent within seconds when traffic turns.
  static let mostCredit = 1 << 22

  mutating func earn(_ looks: Int) {
    credit = min(credit &+ looks, PreparedWork.mostCredit)
  }
}
