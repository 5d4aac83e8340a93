internal import Routing
internal import RoutingCore

/// One routed call whose answer is passed on whole, recorded exactly once (H-120).
struct UpstreamCall: Sendable {
  let services: GatewayServices
  let exchange: ConsumerExchange
  let call: ChatCall
  /// Whether what it costs is booked when its result is there (H-168).
  var isBookedLater = false

  /// An answer, and the alias it was found by.
  struct Answer: Sendable {
    let summary: DispatchSummary
    let reply: ProviderReply
    let alias: String?
  }

  /// Sends it and passes on the answer as it is.
  ///
  /// - Throws: `APIError` in the words of OpenAI's surface.
  func send() async throws(APIError) -> Answer {
    try await send { reply, _ in reply }
  }

  /// Sends it and makes something of the answer before it is recorded; `finish` may still turn the answer into a failure, and
  /// tells the usage that counts.
  ///
  /// - Throws: `APIError` in the words of OpenAI's surface.
  func send(
    _ finish: (ProviderReply, DispatchSummary) async throws(APIError) -> ProviderReply
  ) async throws(APIError) -> Answer {
    let records = FinishedRecords(services, exchange, call)
    let answer: DispatchedReply
    do throws(DispatchError) {
      answer = try await services.dispatcher.send(call.dispatch)
    } catch {
      guard case .failed(let failure) = error else { throw .internalError }
      let told = APIError(failure, on: .openAI, refusal: services.refusal(of: call, failure))
      await records.failed(failure, status: told.status)
      throw told
    }
    do throws(APIError) {
      let reply = try await finish(answer.reply, answer.summary)
      await records.answered(answer.summary, usage: reply.usage, isBookedLater: isBookedLater)
      return Answer(summary: answer.summary, reply: reply, alias: records.alias)
    } catch {
      await records.failed(
        error.code ?? "upstream_error", error.message, after: answer.summary.attempts, status: error.status,
        standing: standing(after: error))
      throw error
    }
  }

  /// What an error says about what the provider had begun.
  private func standing(after error: APIError) -> FinishedRecords.Standing {
    // What is booked when it is there will be booked then, if ever.
    if isBookedLater { return .unmade }
    if error.status == 499 { return .abandoned }
    // A picture that was not made is not paid for; of one that is not done yet nobody knows.
    return call.routing.kind == .image && error.status == 502 && !error.mayBeMade ? .unmade : .made
  }
}
