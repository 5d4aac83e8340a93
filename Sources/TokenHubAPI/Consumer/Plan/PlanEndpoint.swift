internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `POST /v1/plan`: several models work on one answer (H-130, H-131).
struct PlanEndpoint: Sendable {
  let services: GatewayServices

  func plan(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let request: OrchestrationRequest
    var call: ChatCall
    do throws(InvalidOrchestration) {
      try OrchestrationDirective.admit(request: body["request"] ?? .null)
    } catch {
      throw APIError(error)
    }
    let reader = NativeChatReader(requestID: exchange.requestID, context: try services.policyContext(of: exchange))
    let reading = try reader.read(body)
    call = reading.call
    call.routing.apiKey = exchange.key.id
    request = try orchestration(of: body, reading, call)
    let outcome: OrchestrationOutcome
    do throws(APIError) {
      outcome = try await run(request)
    } catch {
      // What is known to be wrong with a request is no event of traffic; what may have run is.
      if error.status >= 500 {
        await FinishedRecords(services, exchange, call).failed(
          error.code ?? "internal_error", error.message, after: [], status: error.status)
      }
      throw error
    }
    return try await answer(outcome, request, call, exchange)
  }

  private func orchestration(
    of body: JSONValue, _ reading: NativeChatReader.Reading, _ call: ChatCall
  ) throws(APIError) -> OrchestrationRequest {
    do throws(InvalidOrchestration) {
      var directive = try OrchestrationDirective()
      if let member = body["orchestration"], !member.isNull { directive = try OrchestrationDirective(member) }
      directive = directive.completed(by: reading.directive.mode)
      if directive.outputSchema == nil { directive.outputSchema = call.format.schema }
      let policy = call.policy
      // Limits that the client asked for hold for all calls together; defaults hold for each (O-108, O-206, O-207).
      let isCostStated = !policy.defaulted.contains(.maximumCost)
      let isTimeStated = PlanEndpoint.statesTime(body) ?? (reading.directive.deadline != nil)
      return OrchestrationRequest(
        directive, payload: call.payload, routing: call.routing, policy: policy,
        maximumCost: isCostStated ? policy.maximumCost : nil, deadline: isTimeStated ? policy.deadline : nil,
        format: call.format, scopes: call.scopes)
    } catch {
      throw APIError(error)
    }
  }

  /// Whether a body limits the time, or nil where it says nothing of it.
  private static func statesTime(_ body: JSONValue) -> Bool? {
    // Not `number.map`, which the optimiser of Swift 6.3.1 cannot compile here.
    guard let time = body["policy"]?["max_latency_ms"]?.number else { return nil }
    return time > 0
  }

  /// Within the workflow engine where there is one (O-501), else directly.
  private func run(_ request: OrchestrationRequest) async throws(APIError) -> OrchestrationOutcome {
    guard let workflows = services.workflows else {
      do throws(InvalidOrchestration) {
        return try await services.orchestrator.run(request)
      } catch {
        throw APIError(error)
      }
    }
    do throws(WorkflowError) {
      return try await services.openWorkflows.during(request) { () async throws(WorkflowError) in
        try await workflows.run(request)
      }
    } catch {
      switch error {
      case .invalid(let problem): throw APIError(problem)
      case .outcomeUnknown(let id):
        throw APIError(
          status: 502, message: "the workflow \(id) began, and how it ended is not known", code: "outcome_unknown",
          mayRetry: false)
      }
    }
  }

  private func answer(
    _ outcome: OrchestrationOutcome, _ request: OrchestrationRequest, _ call: ChatCall, _ exchange: ConsumerExchange
  ) async throws(APIError) -> GatewayResponse {
    let records = FinishedRecords(services, exchange, call)
    let mode = request.directive.effectiveMode.name
    switch outcome.result {
    case .success(let success):
      await records.orchestrated(outcome, mode: mode, status: 200)
      let alias = success.alias
      return .json(
        NativeAnswer.body(
          model: success.model, provider: success.provider, cost: outcome.cost, reason: success.reason,
          response: success.response, alias: alias, warnings: call.warnings + outcome.warnings.map(\.description)),
        headers: AnswerHeaders.fields(
          model: success.model, provider: success.provider, reason: success.reason, alias: alias))
    case .failure(let failure):
      var error = APIError(status: failure.status ?? 499, message: failure.message, code: failure.phase.className)
      if let partial = failure.phase.partialResult {
        error.details.append(JSONValue.Member(name: "partial_result", value: partial))
      }
      await records.orchestrated(outcome, mode: mode, status: error.status)
      throw error
    }
  }
}

extension APIError {
  /// A request that cannot be orchestrated (O-101 to O-111).
  init(_ error: InvalidOrchestration) {
    let parameter: String =
      switch error {
      case .notAnObject: "orchestration"
      case .unknownMode: "orchestration.mode"
      case .outOfRange(let field, _, _): "orchestration.\(field)"
      case .malformedMember(let name, _): "orchestration.\(name)"
      case .invalidSchema: "orchestration.output_schema"
      case .messagesRequired: "request.messages"
      case .streaming: "request.stream"
      }
    self = .badRequest("\(error)", code: "invalid_value", parameter: parameter)
  }
}
