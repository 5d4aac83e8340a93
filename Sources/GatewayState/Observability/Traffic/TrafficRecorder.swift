package import RoutingCore

/// Tells everybody who remembers or watches traffic of a request that is over, each of them once (H-120).
package struct TrafficRecorder: Sendable {
  private let metrics: MetricsRegistry
  private let statistics: RequestStatistics
  private let timeSeries: TimeSeriesStore
  private let events: EventBus
  private let ids: LogIDSource
  private let redactor: SecretRedactor

  /// Makes a recorder; the redactor takes out of messages what it knows and what looks like a secret.
  package init(
    metrics: MetricsRegistry, statistics: RequestStatistics, timeSeries: TimeSeriesStore, events: EventBus,
    ids: LogIDSource, redactor: SecretRedactor = SecretRedactor()
  ) {
    self.metrics = metrics
    self.statistics = statistics
    self.timeSeries = timeSeries
    self.events = events
    self.ids = ids
    self.redactor = redactor
  }

  /// Counts a request and tells of it; what is to be stored is for a ``StateLogWriter``, which never fails a request.
  package func record(_ request: FinishedRequest) -> [StateChange] {
    count(request)
    statistics.record(sample(of: request))
    recordPoints(of: request)
    events.publish(event(of: request))
    return [logEntry(of: request).change] + rewards(of: request).map(\.change)
  }

  /// One entry of the log, also of a failed request.
  private func logEntry(of request: FinishedRequest) -> RequestLogEntry {
    RequestLogEntry(
      id: ids.next(milliseconds: request.milliseconds), milliseconds: request.milliseconds, model: request.model,
      provider: request.provider, mode: request.mode, cost: request.cost, latency: request.latency.orZero,
      statusCode: request.statusCode, errorClass: request.failure?.errorClass, requestID: request.requestID,
      apiKeyID: request.key?.id, inputTokens: request.usage.inputTokens.value,
      outputTokens: request.usage.outputTokens.value, aliasFrom: request.aliasFrom,
      meta: RequestMeta.kept(of: request.meta))
  }

  /// One reward for each attempt that says something about its model.
  private func rewards(of request: FinishedRequest) -> [RewardLogEntry] {
    request.attempts.compactMap { attempt in
      let learned = RewardEntry(
        model: attempt.model, inputTokens: request.estimatedTokens, outcome: attempt.outcome, cost: attempt.cost,
        budget: request.latencyBudget, time: .zero)
      guard let learned else { return nil }
      return RewardLogEntry(
        id: ids.next(milliseconds: request.milliseconds), milliseconds: request.milliseconds,
        requestID: request.requestID, model: attempt.model, provider: attempt.provider, mode: request.mode,
        estimatedTokens: request.estimatedTokens.value, latencyBudget: request.latencyBudget.value,
        latency: attempt.latency.value, cost: attempt.cost.value, errorClass: attempt.errorClass,
        reward: learned.reward)
    }
  }

  private func count(_ request: FinishedRequest) {
    let (mode, model, provider) = (request.mode, request.model, request.provider)
    metrics.update { table in
      table.add(1, to: .requests(mode: mode, model, provider, request.failure == nil ? .ok : .error))
      table.record(request.latency, of: LatencySeries(mode: mode, model: model, provider: provider))
      if request.failure != nil {
        table.add(1, to: .requestErrors(mode: mode, model, provider, httpStatus: request.statusCode))
      } else {
        table.add(Double(request.usage.inputTokens.value), to: .tokens(model, provider, .input))
        table.add(Double(request.usage.outputTokens.value), to: .tokens(model, provider, .output))
      }
      // What a failed request cost is spent all the same.
      if request.failure == nil || request.cost > 0 { table.add(request.cost, to: .cost(model, provider)) }
      table.add(request.hedgeCost.value, to: .hedgeCost)
      for skip in request.skips { table.add(1, to: .providerSkips(skip.provider, reason: skip.reason)) }
    }
  }

  private func sample(of request: FinishedRequest) -> RequestSample {
    RequestSample(
      milliseconds: request.milliseconds, model: request.model, provider: request.provider,
      apiKeyID: request.key?.id, mode: request.mode, isError: request.failure != nil, latency: request.latency,
      cost: request.cost, inputTokens: request.usage.inputTokens.value,
      outputTokens: request.usage.outputTokens.value)
  }

  /// The latency always, cost and tokens of an answer, and a one for a failure (H-120).
  private func recordPoints(of request: FinishedRequest) {
    func record(_ value: Double, of metric: TimeSeriesMetric) {
      timeSeries.record(
        value, of: metric, model: request.model, provider: request.provider, at: request.milliseconds)
    }
    record(request.latency.orZero, of: .latency)
    if request.failure == nil {
      record(request.cost, of: .cost)
      record(Double(request.usage.inputTokens.value + request.usage.outputTokens.value), of: .tokens)
    } else {
      record(1, of: .errors)
    }
    if let bytes = request.streamBytes { record(Double(bytes), of: .streamBytes) }
  }

  private func event(of request: FinishedRequest) -> GatewayEvent {
    let content: GatewayEvent.Content
    switch request.result {
    case .answered(let answer):
      content = .routeSuccess(
        RouteSuccess(
          model: answer.model, provider: answer.provider, latency: request.latency.orZero, cost: request.cost,
          reason: answer.reason, mode: request.mode, requestID: request.requestID, apiKeyName: request.key?.name,
          inputTokens: answer.usage.inputTokens.value, outputTokens: answer.usage.outputTokens.value))
    case .failed(let failure):
      content = .routeError(
        RouteError(
          latency: request.latency.orZero, errorClass: failure.errorClass, message: redactor.redacted(failure.message),
          model: request.model, provider: request.provider, mode: request.mode, requestID: request.requestID))
    }
    return GatewayEvent(milliseconds: request.milliseconds, content)
  }
}
