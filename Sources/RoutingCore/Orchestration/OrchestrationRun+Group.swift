/// What became of several that were asked together.
struct GroupAnswers {
  /// The answers in the order of the candidates, whenever they arrived (O-333).
  var answers: [PhaseAnswer] = []
  /// All models that were asked.
  var asked: [ModelID] = []
  /// What kept the rest from being asked or waited for.
  var stop: StopCause?
}

extension OrchestrationRun {
  /// Asks the first `wanted` of some candidates at the same time, and further ones in place of those that fail (O-332).
  ///
  /// The outcome does not depend on the order in which results arrive. Calls are numbered by rank, and how many are
  /// begun is the number wanted plus the number that failed: failures only ever add the next in rank, so every order of
  /// arrival ends with the same candidates asked. Money is the one thing that could tell orders apart, since a result
  /// frees what its call did not use. So as long as any call of a wave is out, every call of the wave counts with its
  /// estimate; once all have ended, what they really cost counts, and a next wave begins with what is missing.
  ///
  /// - Complexity: O(c) in the number of candidates.
  mutating func askTogether(
    _ phase: OrchestrationPhase, wanted: Int, of candidates: [OrchestrationCandidate],
    _ prompt: @escaping () -> CallPayload
  ) throws(Interruption) -> GroupAnswers {
    var group = GroupAnswers()
    while group.answers.count < wanted, group.asked.count < candidates.count {
      let begun = try askWave(phase, wanted: wanted, of: candidates, into: &group, prompt)
      if group.stop != nil || begun == 0 { break }
    }
    return group
  }

  /// Asks as many as are missing, and gives how many that were.
  private mutating func askWave(
    _ phase: OrchestrationPhase, wanted: Int, of candidates: [OrchestrationCandidate], into group: inout GroupAnswers,
    _ prompt: @escaping () -> CallPayload
  ) throws(Interruption) -> Int {
    let inputTokens = prompt().estimatedTokens
    var missing = wanted - group.answers.count
    var begun = 0
    var isWaiting = false
    var reserve = Reserve(base: spent)
    while missing > 0, group.asked.count < candidates.count {
      let candidate = candidates[group.asked.count]
      let before = number
      let wish = Wish(phase: phase, round: group.asked.count + 1, target: .model(candidate.model), prompt: prompt)
      switch take(wish, reserved: reserve) {
      case .answered(let answer):
        group.answers.append(answer)
        missing -= 1
      case .failed: break
      case .unanswered:
        isWaiting = true
        missing -= 1
      case .stopped(let cause):
        missing -= 1
        // Money may be freed by calls that are out, or by those of this wave: the next wave asks again.
        if cause != .budget || begun == 0 { group.stop = cause }
      }
      // A call that was not begun has no number.
      if number == before { break }
      group.asked.append(candidate.model)
      begun += 1
      reserve.amount = reserve.amount.adding(
        candidate.cost(inputTokens: inputTokens, outputTokens: plan.outputTokens))
    }
    if isWaiting { throw .callsOutstanding }
    return begun
  }
}
