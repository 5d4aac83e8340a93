internal import Routing
internal import RoutingCore

/// Brings an answer into the form that was asked for, and has it mended once where it breaks its schema (R-1502 to R-1508,
/// R-1607).
struct AnswerShaping: Sendable {
  let services: GatewayServices
  let call: ChatCall

  /// An answer in its form.
  struct Shaped: Sendable {
    var summary: DispatchSummary
    var body: JSONValue
    var usage: TokenUsage?
    /// The answer that had to be mended, or nil where the first was as asked for.
    var former: DispatchSummary?

    /// What all of it cost.
    var cost: Dollars { Dollars(summary.cost.value + (former?.cost.value ?? 0)) ?? summary.cost }
  }

  /// An answer that breaks its schema, also after mending.
  struct Mismatch: Error, Sendable {
    var violation: SchemaViolation
    /// Every attempt for it and for its mending, in the order of sending.
    var attempts: [AttemptRecord]
  }

  /// Shapes an answer.
  func shape(_ reply: DispatchedReply) async -> Result<Shaped, Mismatch> {
    let answer = AnswerText(of: reply.reply.body)
    // What calls a tool has no text to shape yet.
    guard !call.format.isPlain, !(answer.callsTools && answer.text.isEmpty) else {
      return .success(Shaped(summary: reply.summary, body: reply.reply.body, usage: reply.reply.usage))
    }
    let shaped = call.format.shaped(answer.text)
    guard let violation = shaped.violation else {
      return .success(
        Shaped(
          summary: reply.summary, body: reply.reply.body.replacingAnswerText(with: shaped.text),
          usage: reply.reply.usage))
    }
    let mended: DispatchedReply
    switch await self.mended(answer.text, violation, by: reply.summary) {
    case .success(let answer): mended = answer
    case .failure(let failure):
      return .failure(Mismatch(violation: violation, attempts: reply.summary.attempts + failure.attempts))
    }
    let again = call.format.shaped(AnswerText(of: mended.reply.body).text)
    if let violation = again.violation {
      return .failure(Mismatch(violation: violation, attempts: reply.summary.attempts + mended.summary.attempts))
    }
    return .success(
      Shaped(
        summary: mended.summary, body: mended.reply.body.replacingAnswerText(with: again.text),
        usage: mended.reply.usage, former: reply.summary))
  }

  /// Why an answer was not mended.
  private struct Unmended: Error {
    var attempts: [AttemptRecord] = []
  }

  /// What the same model makes of its answer once it is told what is wrong, within the money and the time that are left.
  private func mended(
    _ text: String, _ violation: SchemaViolation, by summary: DispatchSummary
  ) async -> Result<DispatchedReply, Unmended> {
    guard let schema = call.format.schema else { return .failure(Unmended()) }
    var request = call.dispatch
    request.payload.messages += schema.repairMessages(for: text, violation: violation)
    request.routing.id += "#repair"
    request.routing.inputTokens = request.payload.estimatedTokens
    request.routing.hint = ModelReference(summary.model.text, isStrict: true)
    request.failover = .none
    var policy = call.policy
    if let deadline = policy.deadline, deadline.value > 0 {
      guard let left = Milliseconds(deadline.value - summary.latency.value), left.value >= 1 else {
        return .failure(Unmended())
      }
      policy.deadline = left
    }
    if let limit = policy.maximumCost, limit.value > 0, !policy.defaulted.contains(.maximumCost) {
      guard let left = Dollars(limit.value - summary.cost.value), left.value > 0 else {
        return .failure(Unmended())
      }
      policy.maximumCost = left
    }
    request.policy = .given(policy)
    do throws(DispatchError) {
      return .success(try await services.dispatcher.send(request))
    } catch {
      guard case .failed(let failure) = error else { return .failure(Unmended()) }
      return .failure(Unmended(attempts: failure.attempts))
    }
  }
}
