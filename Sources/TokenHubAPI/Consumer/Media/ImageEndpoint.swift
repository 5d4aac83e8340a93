internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `POST /v1/images/generations` (H-150 to H-156).
struct ImageEndpoint: Sendable {
  let services: GatewayServices

  /// The time that a picture may take, waiting for a task included (H-153).
  static let timeLimit: Milliseconds = 120_000

  func generate(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let request: ImageRequest
    do throws(MediaRequestProblem) {
      request = try ImageRequest(body)
    } catch {
      throw APIError(error)
    }
    let policy = try services.mediaPolicy(body, exchange)
    let routing = RoutingRequest(
      id: exchange.requestID, apiKey: exchange.key.id, kind: .image, inputTokens: .zero, outputTokens: .zero,
      units: request.count, resolution: request.payload[parameter: "size"]?.string.map { MediaResolution($0) },
      hint: ModelReference(request.model, isStrict: true))
    var call = ChatCall(payload: request.payload, routing: routing, policy: policy, format: OutputFormat())
    call.parameters = services.mediaParameters
    let created = services.now / 1000
    let time = services.ports.time
    let limit = min(policy.deadline ?? ImageEndpoint.timeLimit, ImageEndpoint.timeLimit)
    let end = exchange.start.advanced(byMilliseconds: limit.value)
    let answered = Locked<ImageAnswer?>(nil)
    let reply = try await UpstreamCall(services: services, exchange: exchange, call: call).send {
      (reply, summary) async throws(APIError) in
      let left = Milliseconds(max(end.milliseconds(since: time.now), 1)) ?? limit
      guard let answer = try await self.answer(to: reply, by: summary, created: created, within: left) else {
        throw APIError(status: 502, message: "the provider made no picture", code: "upstream_error")
      }
      answered.withLock { $0 = answer }
      return reply
    }
    guard let answer = answered.withLock({ $0 }) else { throw .internalError }
    var headers = AnswerHeaders.fields(reply.summary, alias: reply.alias)
    if let lifetime = answer.lifetime {
      headers.append(HTTPField("X-Asset-Expires", UTCDate.text(of: services.now + lifetime)))
    }
    return .json(answer.body, headers: headers)
  }

  /// The pictures of a provider's answer, after its task has ended where it began one, for which there is some time.
  func answer(
    to reply: ProviderReply, by summary: DispatchSummary, created: Int, within left: Milliseconds
  ) async throws(APIError) -> ImageAnswer? {
    guard let provider = services.dispatcher.provider(summary.provider) as? any MediaTaskProvider,
      let task = provider.task(in: reply)
    else { return ImageAnswer(reply.body, created: created) }
    guard !task.state.isFinal else { return try finished(task, created) }
    let ended: MediaTask
    do throws(MediaTaskFailure) {
      ended = try await MediaTaskWaiter(provider: provider, clock: services.ports.time, limit: left).finished(task)
    } catch {
      throw APIError(error)
    }
    return try finished(ended, created)
  }

  private func finished(_ task: MediaTask, _ created: Int) throws(APIError) -> ImageAnswer? {
    guard task.state == .succeeded else { throw APIError(MediaTaskFailure.failed(task)) }
    return ImageAnswer(task, created: created, mirrorsData: services.configuration.mirrorsImageData)
  }
}

extension GatewayServices {
  /// The numbers of attempts for pictures and videos: they take longer than texts, and must not be made twice (H-154,
  /// H-164).
  var mediaParameters: DispatchParameters {
    var parameters = configuration.dispatch
    parameters.attemptTimeout = max(parameters.attemptTimeout, ImageEndpoint.timeLimit)
    return parameters
  }

  /// The policy of a request for pictures or videos.
  func mediaPolicy(_ body: JSONValue, _ exchange: ConsumerExchange) throws(APIError) -> RoutingPolicy {
    let layer = try CompletionReader.layer(of: body)
    var policy = try policyContext(of: exchange).policy(layer).policy
    // Pictures take longer than texts; only who says so has less time.
    if layer.deadline == nil { policy.deadline = ImageEndpoint.timeLimit }
    return policy
  }
}

extension APIError {
  /// A request for media that is wrong (H-150, H-160).
  init(_ problem: MediaRequestProblem) {
    self = .badRequest(problem.message, code: problem.code, parameter: problem.parameter)
  }

  /// A task that came to nothing, or whose end nobody waited for or can learn of (H-153).
  init(_ failure: MediaTaskFailure) {
    switch failure {
    case .failed(let task):
      let code = task.failure?.code ?? task.state.rawValue.lowercased()
      self.init(
        status: 502, message: task.failure?.message ?? "the provider's task ended as \(task.state.rawValue)",
        code: "upstream_error")
      details = [JSONValue.Member(name: "provider_code", value: JSONValue(code))]
    case .timedOut(let id):
      self.init(status: 504, message: "the provider's task is not done yet", code: "timeout")
      details = [JSONValue.Member(name: "task_id", value: JSONValue(id))]
      mayBeMade = true
    // Nobody reads it; the status is nginx's for a client that went away (H-129).
    case .provider(.cancelled):
      self.init(status: 499, message: "the request was cancelled", code: "cancelled")
      mayBeMade = true
    case .provider:
      self.init(status: 502, message: "the provider cannot be asked for its task", code: "upstream_error")
      mayBeMade = true
    }
  }
}
