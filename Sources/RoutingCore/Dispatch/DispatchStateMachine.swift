/// One request's attempts: events go in, actions come out, and nothing is waited for (R-1010 to R-1065, R-1101 to R-1107,
/// R-1201 to R-1205, R-1301 to R-1304).
///
/// Whoever drives it tells what happened and when, hands in what all requests share, and does what it is told. Every
/// event of an attempt that is not under way any more is ignored, so a race between an answer and a timer needs no care.
/// There is exactly one ``DispatchAction/finish(_:)``, and no attempt after it; whatever was reserved or begun is given
/// back by then.
///
/// A value: a copy is another request's fate, which is how tests try every order of events.
public struct DispatchStateMachine: Sendable {
  /// What may be tried.
  public let plan: DispatchPlan
  var phase = Phase.idle
  var pass = DispatchPass.primary
  var startedAt = Moment.zero
  /// When the request's time is over, or nil for never.
  var deadline: Moment?
  var open = ShortList<OpenAttempt>()
  /// How many attempts were sent.
  var sentCount = 0
  /// What became of the attempts so far, in the order in which they ended.
  public internal(set) var endedAttempts: [AttemptRecord] = []
  /// The models in order, as far as they are known.
  var order: AttemptOrder
  var isOrderComplete: Bool
  /// The models that were sent to, each once.
  var tried = ShortList<ModelHandle>()
  /// The models that nothing could be sent to when it was their turn.
  var refused: [ModelHandle] = []
  /// Providers that are out for the rest of the request (R-1020, R-1050).
  var barred: [ProviderHandle] = []
  /// Types of provider that refused the payload (R-1051).
  var refusingTypes: [ProviderType?] = []
  /// The largest window that was too small (R-1012).
  var overflownWindow: TokenCount?
  /// What the attempt under way, or the last, may still do on the same model.
  var turn = Turn()
  var race = Race()
  /// Attempts that were rate limited, by whom and until when (R-1021).
  var limits: [Limit] = []
  var hasWaitedForLimit = false
  var lastResort = LastResort()
  var lastFailure: FailureClass?
  var spendRefusal: BudgetExceeded?

  /// Makes the machine of a request that has not begun.
  public init(_ plan: DispatchPlan) {
    self.plan = plan
    order = AttemptOrder(plan.first?.model, plan.fallbacks)
    isOrderComplete = !plan.hasMore && plan.first != nil
  }

  /// Where the request stands.
  enum Phase: Hashable, Sendable {
    /// It has not begun.
    case idle
    /// One attempt is under way.
    case sending
    /// Several may be.
    case racing
    /// The same model is tried again at this moment.
    case backingOff(until: Moment)
    /// The first provider takes requests again at this moment.
    case waitingForLimit(until: Moment)
    /// An answer is arriving.
    case streaming(number: Int)
    /// It is over.
    case finished
  }

  /// An attempt under way, and what it holds.
  struct OpenAttempt: Hashable, Sendable {
    let attempt: Attempt
    let startedAt: Moment
    let permit: AttemptPermit
    let reservation: Reservation?
    var firstByteAt: Moment?
  }

  /// What was done on the model that is tried.
  struct Turn: Hashable, Sendable {
    var retries = 0
    var maximumTokens: Int?
    var cause = Attempt.Cause.first
  }

  /// A provider asked to be left alone.
  struct Limit: Hashable, Sendable {
    let model: ModelHandle
    let until: Moment
    let asked: Milliseconds
  }

  /// A race of several models (R-1101 to R-1106).
  struct Race: Hashable, Sendable {
    var racers = 0
    /// How often somebody could have joined because of the time.
    var slots = 0
  }

  /// The pass after the primary one (R-1201).
  struct LastResort: Hashable, Sendable {
    var candidates: [ModelHandle] = []
    var tries = 0
    var deadline: Moment?
  }

  /// Whether the request is over.
  public var isFinished: Bool { phase == .finished }

  /// The attempts under way, in the order of sending.
  public var attemptsUnderWay: [Attempt] { open.map(\.attempt) }
}
