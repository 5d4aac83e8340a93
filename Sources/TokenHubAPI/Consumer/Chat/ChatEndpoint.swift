internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `POST /v1/chat` and `POST /v1/chat/completions`.
struct ChatEndpoint: Sendable {
  let services: GatewayServices

  /// Routes a chat by the gateway's own form (H-101 to H-121).
  func chat(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let reader = NativeChatReader(requestID: exchange.requestID, context: try services.policyContext(of: exchange))
    let reading = try reader.read(try await exchange.request.jsonBody())
    var call = reading.call
    call.routing.apiKey = exchange.key.id
    if reading.isStreaming { return try await stream(call, exchange, on: .native) }
    let answer = try await answer(call, exchange, on: .native)
    return .json(
      NativeAnswer.body(
        model: answer.summary.model, provider: answer.summary.provider, cost: answer.cost,
        reason: answer.summary.reason, response: answer.body, alias: answer.alias, warnings: call.warnings,
        hintStatus: answer.summary.hintStatus),
      headers: AnswerHeaders.fields(answer.summary, alias: answer.alias))
  }

  /// Routes a chat in OpenAI's form (H-135 to H-149).
  func completions(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let reader = CompletionReader(
      requestID: exchange.requestID, context: try services.policyContext(of: exchange),
      settings: services.configuration.completions)
    var call = try reader.read(try await exchange.request.jsonBody())
    call.routing.apiKey = exchange.key.id
    if call.routing.isStreaming { return try await stream(call, exchange, on: .openAI) }
    let answer = try await answer(call, exchange, on: .openAI)
    return .json(answer.body, headers: AnswerHeaders.fields(answer.summary, alias: answer.alias))
  }

  private struct Answer {
    var summary: DispatchSummary
    /// What it cost, its mending included.
    var cost: Dollars
    var body: JSONValue
    var alias: String?
  }

  private func answer(
    _ call: ChatCall, _ exchange: ConsumerExchange, on surface: ErrorSurface
  ) async throws(APIError) -> Answer {
    let records = FinishedRecords(services, exchange, call)
    let reply: DispatchedReply
    do throws(DispatchError) {
      reply = try await services.dispatcher.send(call.dispatch)
    } catch {
      throw await failure(error, call, records, on: surface)
    }
    switch await AnswerShaping(services: services, call: call).shape(reply) {
    case .success(let answer):
      await records.answered(answer.summary, usage: answer.usage, after: answer.former)
      return Answer(
        summary: answer.summary, cost: answer.cost, body: answer.body, alias: records.alias)
    case .failure(let mismatch):
      var error = APIError(
        status: 502, message: "output_schema_validation_failed: \(mismatch.violation)",
        code: "output_schema_validation_failed")
      error.mayRetry = false
      await records.failed(
        "output_schema_validation_failed", error.message, after: mismatch.attempts, status: error.status)
      throw error
    }
  }

  private func stream(
    _ call: ChatCall, _ exchange: ConsumerExchange, on surface: ErrorSurface
  ) async throws(APIError) -> GatewayResponse {
    let records = FinishedRecords(services, exchange, call)
    let stream: DispatchedStream
    do throws(DispatchError) {
      stream = try await services.dispatcher.stream(call.dispatch)
    } catch {
      throw await failure(error, call, records, on: surface)
    }
    let opening = stream.opening
    let frames = ChatEventStream(stream, reportsUsage: call.reportsUsage, time: services.ports.time) { ending in
      switch ending.outcome {
      case .answered(let summary): await records.answered(summary, usage: ending.usage, streamBytes: ending.byteCount)
      case .failed(let failure):
        await records.failed(failure, status: ending.isCancelled ? 499 : 200, streamBytes: ending.byteCount)
      }
    }
    return .events(frames, headers: AnswerHeaders.fields(opening, alias: records.alias))
  }

  /// What the client is told of a request that nobody answered; it is recorded too.
  private func failure(
    _ error: DispatchError, _ call: ChatCall, _ records: FinishedRecords, on surface: ErrorSurface
  ) async -> APIError {
    guard case .failed(let failure) = error else { return .internalError }
    let told = APIError(failure, on: surface, refusal: services.refusal(of: call, failure))
    await records.failed(failure, status: told.status)
    return told
  }
}

extension GatewayServices {
  /// Why there was nobody to ask, or nil where somebody was.
  func refusal(of call: ChatCall, _ failure: DispatchFailure) -> Refusal? {
    failure.kind == .noEligibleModels ? try? dispatcher.record(of: call.dispatch).verdict.refusal : nil
  }

  /// What has a say in routing beside a request's own body.
  ///
  /// - Throws: `APIError` of 403 where the key's preferences cannot be read.
  func policyContext(of exchange: ConsumerExchange) throws(APIError) -> PolicyContext {
    PolicyContext(exchange.request, key: try layer(of: exchange.key), runtime: registrar.current.defaults.layer)
  }

  /// What a key says about how to choose.
  ///
  /// - Throws: `APIError` of 403 where it cannot be read: it was checked when it was stored, so nobody knows what is allowed,
  ///   and then nothing is (H-033).
  private func layer(of key: APIKeyRecord) throws(APIError) -> PolicyLayer {
    guard let preferences = key.preferences else { return PolicyLayer() }
    do throws(FormatError) {
      return try PolicyLayer(checking: JSONField(JSONValue(object: ["preferences": preferences])))
    } catch {
      throw .unreadableKeyPreferences
    }
  }
}

extension APIError {
  /// A key whose stored preferences cannot be read (H-033, R-703).
  fileprivate static let unreadableKeyPreferences = APIError(
    status: 403, message: "the preferences of the api key cannot be read", code: "key_preferences_unreadable")
}
