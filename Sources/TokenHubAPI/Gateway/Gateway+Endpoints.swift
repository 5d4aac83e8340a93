internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

// MARK: - Which part of the API answers

// Each switch has the endpoints of one kind of `Endpoint.access`. One that its switch does not have is a mistake here and not an
// unknown path, and is told as such; a test asks for every endpoint.
extension APIError {
  fileprivate static var unhandled: APIError { .internalError }
}

extension Gateway {
  /// Answers what needs no key.
  func servePublic(
    _ endpoint: Endpoint, _ request: GatewayRequest, _ parameters: [String: String], _ requestID: String
  ) async throws(APIError) -> GatewayResponse {
    switch endpoint {
    case .health: return HealthEndpoints(services: services).health()
    case .metrics: return try HealthEndpoints(services: services).metrics(request)
    case .models:
      if !services.configuration.publicModels { _ = try await consumer(of: request, .chat) }
      return ModelListEndpoint(services: services).list()
    case .root: return GatewayResponse(status: 302, headers: [HTTPField("Location", "/admin/")])
    case .console: return services.console.page(request)
    case .consoleAsset: return try services.console.asset(parameters["id"] ?? "", request)
    case .openSession:
      return try await SessionEndpoints(services: services).open(request, now: services.now)
    default: throw .unhandled
    }
  }

  /// Answers a consumer.
  func serveConsumer(_ endpoint: Endpoint, _ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    switch endpoint {
    case .chat: try await ChatEndpoint(services: services).chat(exchange)
    case .chatCompletions: try await ChatEndpoint(services: services).completions(exchange)
    case .plan: try await PlanEndpoint(services: services).plan(exchange)
    case .embeddings: try await EmbeddingsEndpoint(services: services).embed(exchange)
    case .imageGenerations: try await ImageEndpoint(services: services).generate(exchange)
    case .videoGenerations: try await VideoEndpoints(services: services).submit(exchange)
    case .videoTask: try await VideoEndpoints(services: services).task(exchange)
    case .imageAgent: try await JobEndpoints(services: services).submit(exchange)
    case .job: try await JobEndpoints(services: services).job(exchange)
    case .cancelJob: try await JobEndpoints(services: services).cancel(exchange)
    case .jobStream: try JobEndpoints(services: services).stream(exchange)
    default: throw .unhandled
    }
  }

  /// Answers an administrator.
  func serveAdministrator(_ endpoint: Endpoint, _ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    switch endpoint {
    case .unlockVault: try await VaultEndpoints(services: services).unlock(exchange)
    case .lockVault: try await VaultEndpoints(services: services).lock(exchange)
    case .rotateVault: try await VaultEndpoints(services: services).rotate(exchange)
    case .listSecrets: try VaultEndpoints(services: services).secrets()
    case .putSecret: try await VaultEndpoints(services: services).putSecret(exchange)
    case .deleteSecret: try await VaultEndpoints(services: services).deleteSecret(exchange)
    case .upsertProvider: try await ProviderEndpoints(services: services).upsert(exchange)
    case .listProviders: ProviderEndpoints(services: services).list(exchange)
    case .patchProvider: try await ProviderEndpoints(services: services).patch(exchange)
    case .deleteProvider: try await ProviderEndpoints(services: services).delete(exchange)
    case .discoverModels: try await ProviderEndpoints(services: services).discover(exchange)
    case .upsertModel: try await ModelEndpoints(services: services).upsert(exchange)
    case .listModels: ModelEndpoints(services: services).list(exchange)
    case .patchModel: try await ModelEndpoints(services: services).patch(exchange)
    case .deleteModel: try await ModelEndpoints(services: services).delete(exchange)
    case .routingDefaults: .json(services.registrar.current.defaults.json)
    case .setRoutingDefaults: try await RoutingEndpoints(services: services).setDefaults(exchange)
    case .simulate: try await RoutingEndpoints(services: services).simulate(exchange)
    case .listAliases: NameEndpoints(services: services).aliases(exchange)
    case .modelAlias: try NameEndpoints(services: services).alias(exchange)
    case .putAlias: try await NameEndpoints(services: services).putAlias(exchange)
    case .deleteAlias: try await NameEndpoints(services: services).deleteAlias(exchange)
    case .listPlans: NameEndpoints(services: services).plans(exchange)
    case .modelPlan: try NameEndpoints(services: services).plan(exchange)
    case .putPlan: try await NameEndpoints(services: services).putPlan(exchange)
    case .deletePlan: try await NameEndpoints(services: services).deletePlan(exchange)
    case .issueKey: try await KeyEndpoints(services: services).issue(exchange)
    case .listKeys: KeyEndpoints(services: services).list(exchange)
    case .rotateKey: try await KeyEndpoints(services: services).rotate(exchange)
    case .patchKey: try await KeyEndpoints(services: services).patch(exchange)
    case .revokeKey: try await KeyEndpoints(services: services).revoke(exchange)
    case .markKeyPaid: try await KeyEndpoints(services: services).markPaid(exchange)
    case .providerHealth: ObservabilityEndpoints(services: services).health()
    case .statistics: .json(services.statistics.report(now: exchange.now).json)
    case .requestLog: try await ObservabilityEndpoints(services: services).requests(exchange)
    case .auditLog: try await ObservabilityEndpoints(services: services).audit(exchange)
    case .rewardLog: try await ObservabilityEndpoints(services: services).rewards(exchange)
    case .engineModels: ObservabilityEndpoints(services: services).engineModels(exchange)
    case .queryTimeSeries: try TimeSeriesEndpoints(services: services).query(exchange)
    case .listTimeSeries: TimeSeriesEndpoints(services: services).metrics()
    case .pruneTimeSeries: try await TimeSeriesEndpoints(services: services).prune(exchange)
    case .setRetention: try await TimeSeriesEndpoints(services: services).setRetention(exchange)
    case .listWorkflows: try await WorkflowEndpoints(services: services).list(exchange)
    case .workflow: try await WorkflowEndpoints(services: services).workflow(exchange)
    case .workflowHistory: try await WorkflowEndpoints(services: services).history(exchange)
    case .events: try EventEndpoint(services: services).stream()
    case .info: VaultEndpoints(services: services).info()
    case .closeSession: SessionEndpoints(services: services).close(exchange)
    case .rotateAdminToken: try await SessionEndpoints(services: services).rotateToken(exchange)
    default: throw .unhandled
    }
  }
}
