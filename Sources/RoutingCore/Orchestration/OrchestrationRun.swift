/// One run of a mode's script against the results there are.
///
/// A script reads like the contract: ask for a plan, ask for a critique, and so on. Asking for what has been answered
/// gives the answer; asking for anything else notes the call and interrupts the script. After every result the script
/// runs again from its start. So what happens next follows from the plan and the results alone, and no mode has a state
/// of its own that could be stored wrongly. Prompts are only written for calls that have not ended.
struct OrchestrationRun {
  /// What was fixed before the first call.
  let plan: OrchestrationPlan
  /// When the time is over.
  let deadline: Moment
  /// What ends the run in the middle; then nothing new begins.
  let stop: StopCause?
  /// The results of the calls that were begun, by number; nil for those that are out.
  private let results: [CallResult?]

  /// The number of the next call.
  private(set) var number = 0
  /// What the calls so far have cost, added up by number (O-205).
  private(set) var spent: Dollars = 0
  /// The calls that have not ended: those that are out, and those to begin now.
  private(set) var unanswered: [OrchestrationCall] = []
  /// What became of the calls so far.
  private(set) var records: [CallRecord] = []
  /// What the client should know.
  private(set) var warnings: [OrchestrationWarning] = []

  init(plan: OrchestrationPlan, deadline: Moment, stop: StopCause?, results: [CallResult?]) {
    self.plan = plan
    self.deadline = deadline
    self.stop = stop
    self.results = results
  }

  /// A call that a script wants.
  struct Wish {
    let phase: OrchestrationPhase
    let round: Int
    let target: OrchestrationCall.Target
    let prompt: () -> CallPayload
  }

  /// What became of a wish.
  enum Answering {
    case answered(PhaseAnswer)
    case failed(CallFailure)
    /// It is out, or about to begin.
    case unanswered
    /// It will never end.
    case stopped(StopCause)
  }

  /// Takes the next number for a call, `reserved` having been set aside for others that are out at the same time.
  mutating func take(_ wish: Wish, reserved: Reserve = Reserve()) -> Answering {
    if results.indices.contains(number), let result = results[number] { return take(wish, endedWith: result) }
    let isBegun = number < results.count
    if let stop, !isBegun { return .stopped(stop) }
    let payload = wish.prompt()
    let estimate = plan.estimate(wish.target, role: wish.phase.role, inputTokens: payload.estimatedTokens)
    let base = reserved.base ?? spent
    let call = OrchestrationCall(
      number: number, phase: wish.phase, round: wish.round, target: wish.target, payload: payload,
      maximumCost: plan.maximumCost.map { Dollars(unchecked: max($0.value - base.value - reserved.amount.value, 0)) },
      estimatedCost: estimate, deadline: deadline)
    if !isBegun, let most = call.maximumCost, estimate > most { return .stopped(.budget) }
    number += 1
    if let stop {
      records.append(CallRecord(call))
      return .stopped(stop)
    }
    unanswered.append(call)
    return .unanswered
  }

  private mutating func take(_ wish: Wish, endedWith result: CallResult) -> Answering {
    spent = spent.adding(result.cost)
    records.append(
      CallRecord(number: number, phase: wish.phase, round: wish.round, target: wish.target, result: result))
    number += 1
    return switch result {
    case .answered(let answer): .answered(PhaseAnswer(answer: answer, target: wish.target, prompt: wish.prompt))
    case .failed(let failure): .failed(failure)
    }
  }

  /// Notes something that the client should know.
  mutating func warn(_ warning: OrchestrationWarning) { warnings.append(warning) }
}

/// An answer with the question, which a repair repeats (O-403).
struct PhaseAnswer {
  let answer: CallAnswer
  let target: OrchestrationCall.Target
  let prompt: () -> CallPayload

  /// The model that answered.
  var model: ModelID { answer.model }
}

/// Money set aside for calls that are out together.
struct Reserve {
  /// What had been spent before the first of them; nil where no other call is out.
  var base: Dollars?
  /// What the others are expected to cost.
  var amount: Dollars = 0
}

extension Dollars {
  /// The sum, at most the largest amount there is.
  func adding(_ other: Dollars) -> Dollars { Dollars(unchecked: min(value + other.value, .greatestFiniteMagnitude)) }
}
