internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `POST /v1/video/generations` and `GET /v1/video/tasks/{id}` (H-160 to H-168).
struct VideoEndpoints: Sendable {
  let services: GatewayServices

  /// How long a supplier may take to tell how far a task is.
  private static let askTimeout: Milliseconds = 30_000

  /// Begins a video at one supplier (H-161, H-164).
  func submit(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let request: VideoRequest
    do throws(MediaRequestProblem) {
      request = try VideoRequest(body)
    } catch {
      throw APIError(error)
    }
    let routing = RoutingRequest(
      id: exchange.requestID, apiKey: exchange.key.id, kind: .video, inputTokens: .zero, outputTokens: .zero,
      units: request.duration ?? 1, resolution: request.resolution.map { MediaResolution($0) },
      hint: ModelReference(request.model, isStrict: true))
    var call = ChatCall(
      payload: request.payload, routing: routing, policy: try services.mediaPolicy(body, exchange),
      format: OutputFormat())
    call.parameters = services.mediaParameters
    let kept = Locked<(VideoTaskRecord, MediaTask)?>(nil)
    let reply = try await UpstreamCall(services: services, exchange: exchange, call: call, isBookedLater: true).send {
      (reply, summary) async throws(APIError) in
      let provider = self.services.dispatcher.provider(summary.provider) as? any MediaTaskProvider
      guard let task = provider?.task(in: reply), let supplierID = task.id else {
        throw APIError(status: 502, message: "the provider began no task", code: "upstream_error")
      }
      let record = try await self.services.videoTasks.keep(
        task, supplierID: supplierID, key: exchange.key.id, summary, now: self.services.now)
      kept.withLock { $0 = (record, task) }
      return reply
    }
    guard let (record, task) = kept.withLock({ $0 }) else { throw .internalError }
    services.metrics.add(to: .videoTasks(status: task.state.rawValue))
    return .json(
      VideoAnswer.submitted(task, id: record.id, model: record.model, requestID: exchange.requestID),
      headers: AnswerHeaders.fields(reply.summary, alias: reply.alias))
  }

  /// How far a task is (H-165 to H-168).
  func task(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let id = exchange.parameters["id"] ?? ""
    let model = exchange.query["model"].flatMap { $0.isEmpty ? nil : $0 }
    let now = services.now
    guard var record = services.videoTasks.record(id, now: now) else {
      guard let model else {
        throw .badRequest(
          "the query parameter model is required for a task that is not known", code: "missing_required_parameter",
          parameter: "model")
      }
      return try await unrecorded(id, model: model, exchange)
    }
    guard record.isVisible(to: exchange.key.id) else { throw .taskNotFound }
    if let answer = record.answer { return .json(answer) }
    guard let provider = services.dispatcher.provider(ProviderID(record.provider)) as? any MediaTaskProvider else {
      throw APIError(status: 502, message: "the task's provider is not there any more", code: "upstream_error")
    }
    let task = try await ask(provider, for: record.supplierID)
    let booking = try await services.videoTasks.update(&record, with: task, requestID: exchange.requestID) {
      self.services.entry(of: $0, requestID: exchange.requestID)
    }
    if booking == .book { services.book(record) }
    return .json(
      record.answer ?? VideoAnswer.status(task, id: record.id, requestID: exchange.requestID),
      headers: [AnswerHeaders.field(ProviderID(record.provider))] + wait(record.state))
  }

  /// When to ask again (H-168).
  private func wait(_ state: MediaTask.State) -> [HTTPField] {
    VideoAnswer.retryAfter(state).map { [HTTPField("Retry-After", "\($0)")] } ?? []
  }

  /// A task that nobody kept: the supplier of the model is asked, which may know it or not (H-165).
  private func unrecorded(
    _ id: String, model: String, _ exchange: ConsumerExchange
  ) async throws(APIError) -> GatewayResponse {
    var policy = try services.mediaPolicy(JSONValue(object: [:]), exchange)
    // Asking costs nothing; who may be asked is for the key to say.
    (policy.maximumCost, policy.deadline, policy.minimumWeight) = (nil, nil, 0)
    let request = DispatchRequest(
      RoutingRequest(
        id: exchange.requestID, apiKey: exchange.key.id, kind: .video, inputTokens: .zero,
        hint: ModelReference(model, isStrict: true)),
      payload: CallPayload(messages: []), policy: .given(policy))
    let ranked = (try? services.dispatcher.record(of: request).ranked) ?? []
    let providers = ranked.compactMap { services.dispatcher.provider($0.provider) as? any MediaTaskProvider }
    guard let provider = providers.first else { throw .taskNotFound }
    let task = try await ask(provider, for: id)
    guard task.state != .unknown else { throw .taskNotFound }
    return .json(VideoAnswer.status(task, id: id, requestID: exchange.requestID), headers: wait(task.state))
  }

  private func ask(_ provider: any MediaTaskProvider, for id: String) async throws(APIError) -> MediaTask {
    do throws(ProviderFailure) {
      return try await provider.task(id, timeout: VideoEndpoints.askTimeout)
    } catch {
      switch error {
      // The provider knows no such task, or has no tasks of such a name.
      case .response(let response) where response.status == 404: throw .taskNotFound
      case .notSent(.unsupported): throw .taskNotFound
      case .response, .transport, .unreadable, .cancelled, .notSent: break
      }
      throw APIError(status: 502, message: "the provider cannot be asked for its task", code: "upstream_error")
    }
  }
}

extension APIError {
  /// No task of this id, or one of another key: both look the same (H-167).
  static let taskNotFound = APIError(status: 404, message: "task not found", code: "task_not_found")
}

extension GatewayServices {
  /// What a video that is there adds to the log, of which spending is reckoned anew after a start; nil where it was free.
  fileprivate func entry(of record: VideoTaskRecord, requestID: String) -> StateChange? {
    guard record.cost > 0 else { return nil }
    return RequestLogEntry(
      id: logIDs.next(milliseconds: now), milliseconds: now, model: ModelID(record.model),
      provider: ProviderID(record.provider), mode: "video", cost: record.cost, latency: 0, statusCode: 200,
      errorClass: nil, requestID: requestID, apiKeyID: record.keyID, inputTokens: 0, outputTokens: 0,
      aliasFrom: nil, meta: []
    ).change
  }

  /// Books what a video cost, once, when it is there (H-168).
  fileprivate func book(_ record: VideoTaskRecord) {
    metrics.add(to: .videoTasks(status: record.state.rawValue))
    guard record.cost > 0 else { return }
    spending.add(record.cost, key: record.keyID, at: now)
    metrics.add(record.cost, to: .cost(ModelID(record.model), ProviderID(record.provider)))
  }
}
