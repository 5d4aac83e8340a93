internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// Records what became of a consumer's request, exactly once (H-120).
struct FinishedRecords: Sendable {
  let services: GatewayServices
  let exchange: ConsumerExchange
  let call: ChatCall
  /// The alias that the client named.
  let alias: String?

  /// Makes the record of a request that was read.
  init(_ services: GatewayServices, _ exchange: ConsumerExchange, _ call: ChatCall) {
    self.services = services
    self.exchange = exchange
    self.call = call
    alias = services.registrar.current.alias(of: call.routing.hint)
  }

  /// Records an answer.
  func answered(
    _ summary: DispatchSummary, usage: TokenUsage?, status: Int = 200, streamBytes: Int? = nil,
    isBookedLater: Bool = false, after former: DispatchSummary? = nil
  ) async {
    var request = finished(status: status)
    request.streamBytes = streamBytes
    request.take(summary, usage: usage)
    if isBookedLater { request.waiveCost() }
    if let former { request.add(former) }
    await record(request, alsoSkips: services.configuration.reportsEverySkip)
  }

  /// Records a failure of the providers.
  func failed(_ failure: DispatchFailure, status: Int, streamBytes: Int? = nil) async {
    var request = finished(status: status)
    request.streamBytes = streamBytes
    request.take(failure)
    await record(
      request, alsoSkips: failure.kind == .noEligibleModels || services.configuration.reportsEverySkip)
  }

  /// What became of what the last attempt had begun.
  enum Standing: Hashable {
    /// It was made, or may have been, so it is paid for.
    case made
    /// It was not, which costs nothing and is the model's failure.
    case unmade
    /// Nobody waited for it (H-129): it is paid for, and says nothing about the model.
    case abandoned
  }

  /// Records a failure after an answer was there, such as one of another shape than asked for.
  func failed(
    _ errorClass: String, _ message: String, after attempts: [AttemptRecord], status: Int, standing: Standing = .made
  ) async {
    var request = finished(status: status)
    request.attempts = attempts.map(FinishedAttempt.init)
    switch standing {
    case .made: break
    case .unmade: request.waiveAttempts()
    case .abandoned: request.abandonLastAnswer()
    }
    request.result = .failed(.init(errorClass: errorClass, message: message))
    await record(request, alsoSkips: false)
  }

  /// Records an orchestration (O-211).
  func orchestrated(_ outcome: OrchestrationOutcome, mode: String, status: Int) async {
    var request = finished(status: status)
    request.mode = mode
    request.latency = outcome.latency.value
    request.take(outcome)
    await record(request, alsoSkips: false)
  }

  private func finished(status: Int) -> FinishedRequest {
    FinishedRequest(
      requestID: exchange.requestID, milliseconds: services.now, mode: call.modeName, statusCode: status,
      latency: max(services.ports.time.now.milliseconds(since: exchange.start), 0),
      result: .failed(.init(errorClass: "unknown", message: "")), estimatedTokens: call.routing.inputTokens,
      latencyBudget: call.policy.deadline ?? 0, key: .init(id: exchange.key.id, name: exchange.key.name),
      aliasFrom: alias, meta: call.meta.isEmpty ? nil : JSONValue(.object(call.meta)))
  }

  private func record(_ request: FinishedRequest, alsoSkips: Bool) async {
    var request = request
    if alsoSkips { request.skips = skips() }
    services.writer.append(services.recorder.record(request))
    if request.cost > 0 { services.spending.add(request.cost, key: exchange.key.id, at: request.milliseconds) }
  }

  /// Who was not asked, and why: the first reason of each model that was left out, but for those that the caller
  /// did not name.
  private func skips() -> [FinishedRequest.Skip] {
    guard let record = try? services.dispatcher.record(of: call.dispatch) else { return [] }
    let models = services.registrar.current.models
    return record.excluded.compactMap { exclusion in
      if case .referenceExcluded = exclusion.reason { return nil }
      return models[exclusion.model].map {
        FinishedRequest.Skip(provider: $0.provider, reason: exclusion.reason.name)
      }
    }
  }
}

extension FinishedRequest {
  /// Adds an answer that had to be mended: it was asked for and paid for too (R-1607).
  fileprivate mutating func add(_ former: DispatchSummary) {
    guard case .answered(var answer) = result else { return }
    answer.cost = Dollars(answer.cost.value + former.cost.value) ?? answer.cost
    result = .answered(answer)
    attempts = former.attempts.map(FinishedAttempt.init) + attempts
  }

  /// Leaves out what the answer cost, which is booked when its result is there (H-168).
  fileprivate mutating func waiveCost() {
    guard case .answered(var answer) = result else { return }
    answer.cost = 0
    result = .answered(answer)
  }

  /// Leaves out what the attempts cost, whose last one failed after all.
  fileprivate mutating func waiveAttempts() {
    for place in attempts.indices { attempts[place].cost = 0 }
    if let last = attempts.indices.last { attempts[last].result = .failed(.other) }
  }

  /// Notes that nobody waited for what the last answer promised; it costs what it costs.
  fileprivate mutating func abandonLastAnswer() {
    if let last = attempts.lastIndex(where: { $0.result == .answered }) { attempts[last].result = .cancelled }
  }

  /// Takes over what an orchestration came to, with one attempt for each call that was waited for (O-211, R-812).
  fileprivate mutating func take(_ outcome: OrchestrationOutcome) {
    attempts = outcome.calls.compactMap { call in
      guard let model = call.model, let provider = call.provider else { return nil }
      let result: AttemptRecord.Result
      switch call.outcome {
      case .answered: result = .answered
      case .failed(let name): result = .failed(FailureClass(name: name) ?? .other)
      case .abandoned: return nil
      }
      return FinishedAttempt(
        model: model, provider: provider, result: result, latency: call.latency, cost: call.cost)
    }
    switch outcome.result {
    case .success(let success):
      result = .answered(
        .init(
          model: success.model, provider: success.provider, reason: success.reason.name, cost: outcome.cost,
          usage: outcome.usage ?? TokenUsage(inputTokens: estimatedTokens, outputTokens: .zero)))
    case .failure(let failure):
      result = .failed(.init(errorClass: failure.phase.className, message: failure.message))
    }
  }
}

extension ChatCall {
  /// The mode that counts, by its name on the wire (H-121).
  var modeName: String { modeLabel ?? policy.mode?.name ?? policy.strategy?.name ?? RoutingMode.normal.name }
}
