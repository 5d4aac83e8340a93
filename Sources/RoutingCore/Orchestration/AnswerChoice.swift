/// One of several answers, and how it was chosen (O-335 to O-339).
struct AnswerChoice {
  /// The answers in the order of their authors' ranks.
  let answers: [PhaseAnswer]
  /// The place of the one chosen.
  var selected: Int
  /// Who chose, or nil where nobody did.
  var judge: ModelID?
  /// Why the judge is of no use (O-338).
  var error: String?
  /// What kept the judge from being asked (O-601).
  var shortfall: PhaseFailure?

  /// The result as the client gets it (O-339).
  func result(reason: OrchestrationReason, shortfall: PhaseFailure? = nil) -> ModeResult {
    ModeResult(author: answers[selected], reason: .orchestration(reason), shortfall: shortfall) { answer, artifact in
      let responses = answers.enumerated().map { place, response in
        let isSelected = place == selected
        let text = isSelected ? artifact : response.answer.text
        let model = isSelected ? answer.model : response.model
        return JSONValue(object: [
          "model": JSONValue(.string(model.text)), "content": JSONValue(.string(text)),
          "selected": JSONValue(.bool(isSelected)),
        ])
      }
      var members = [
        JSONValue.Member(name: "responses", value: JSONValue(.array(responses))),
        JSONValue.Member(name: "selected", value: JSONValue(.integer(selected))),
        JSONValue.Member(name: "judge", value: judge.map { JSONValue(.string($0.text)) } ?? .null),
      ]
      if let error { members.append(JSONValue.Member(name: "judge_error", value: JSONValue(.string(error)))) }
      return JSONValue(.object(members))
    }
  }
}

extension OrchestrationRun {
  /// Lets a judge choose among the answers of a group, which see neither names nor ranks (O-336, O-338).
  mutating func judge(_ group: GroupAnswers) throws(Interruption) -> AnswerChoice {
    let plan = plan
    let order = plan.judgeOrder(of: group.answers.count)
    let texts = order.map { group.answers[$0].answer.textAfterReasoning }
    var choice = AnswerChoice(answers: group.answers, selected: 0)
    do throws(Interruption) {
      let reply = try ask(.judge, of: .chosen, avoiding: group.asked) { plan.judgePrompt(texts) }
      choice.judge = reply.model
      if let number = JudgeReply.choice(in: reply.answer.text, upTo: order.count) {
        choice.selected = order[number - 1]
      } else {
        choice.error = "the judge's reply names no response"
      }
    } catch {
      let failure = try error.failure()
      switch failure.cause {
      case .stopped: choice.shortfall = failure
      case .failed, .nobodyAnswered, .schemaMismatch: choice.error = "the judge failed: \(failure.summary)"
      }
    }
    return choice
  }
}

extension OrchestrationPlan {
  /// The places of the answers in the order in which the judge reads them, so that none gains by its rank (O-336).
  ///
  /// - Complexity: O(n) in the number of answers.
  func judgeOrder(of count: Int) -> [Int] {
    var order = Array(0..<count)
    var generator = SeededGenerator(seed: seed, stream: OrchestrationPlan.judgeStream)
    for place in order.indices.reversed() { order.swapAt(place, generator.index(below: place + 1)) }
    return order
  }

  /// Tells the draws of the judge's order from others of the same seed.
  private static let judgeStream: UInt64 = 0x0_336

  /// What the judge reads (O-336).
  func judgePrompt(_ texts: [String]) -> CallPayload {
    let criteria =
      directive.judgeCriteria ?? "Prefer what is right, complete, clear and true to the request; length is no merit."
    return payload(
      for: .review,
      """
      You are a judge. Several responses to one request follow, each called by its number. Choose the best of them. \
      \(criteria) Reply with only the number of the best response, a whole number from 1 to \(texts.count), and \
      nothing else.
      """,
      texts.enumerated().map { OrchestrationPrompt.Block(title: "response \($0.offset + 1)", text: $0.element) })
  }
}
