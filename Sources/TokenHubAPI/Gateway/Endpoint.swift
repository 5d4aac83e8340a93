internal import GatewayState

/// Everything a client can ask for, by the names of the API reference.
enum Endpoint: CaseIterable, Hashable, Sendable {
  // Consumer
  case chat, plan, chatCompletions, embeddings
  case imageGenerations, videoGenerations, videoTask
  case models
  // Jobs
  case imageAgent, job, cancelJob, jobStream
  // Health
  case health, metrics
  // Vault
  case unlockVault, lockVault, rotateVault, listSecrets, putSecret, deleteSecret
  // Providers and models
  case upsertProvider, listProviders, patchProvider, deleteProvider, discoverModels
  case upsertModel, listModels, patchModel, deleteModel
  // Routing
  case routingDefaults, setRoutingDefaults, simulate
  case listAliases, modelAlias, putAlias, deleteAlias
  case listPlans, modelPlan, putPlan, deletePlan
  // API keys
  case issueKey, listKeys, rotateKey, patchKey, revokeKey, markKeyPaid
  // Observability
  case providerHealth, statistics, requestLog, auditLog, rewardLog, engineModels
  case queryTimeSeries, listTimeSeries, pruneTimeSeries, setRetention
  // The history first, since its suffix binds last (H-622).
  case listWorkflows, workflowHistory, workflow
  case events
  // Administration
  case root, console, consoleAsset, info, openSession, closeSession, rotateAdminToken
}

extension Endpoint {
  /// The method, in capitals.
  var method: String {
    switch self {
    case .models, .videoTask, .job, .jobStream, .health, .metrics, .listSecrets, .listProviders, .discoverModels,
      .listModels, .routingDefaults, .listAliases, .modelAlias, .listPlans, .modelPlan, .listKeys, .providerHealth,
      .statistics,
      .requestLog, .auditLog, .rewardLog, .engineModels, .queryTimeSeries, .listTimeSeries, .listWorkflows, .workflow,
      .workflowHistory, .events, .root, .console, .consoleAsset, .info:
      "GET"
    case .chat, .plan, .chatCompletions, .embeddings, .imageGenerations, .videoGenerations, .imageAgent,
      .unlockVault, .lockVault, .rotateVault, .upsertProvider, .upsertModel, .simulate, .issueKey, .rotateKey,
      .markKeyPaid, .pruneTimeSeries, .openSession, .rotateAdminToken:
      "POST"
    case .putSecret, .setRoutingDefaults, .putAlias, .putPlan, .setRetention: "PUT"
    case .patchProvider, .patchModel, .patchKey: "PATCH"
    case .cancelJob, .deleteSecret, .deleteProvider, .deleteModel, .deleteAlias, .deletePlan, .revokeKey,
      .closeSession:
      "DELETE"
    }
  }

  /// The paths, of which all mean the same.
  var paths: [String] {
    switch self {
    case .chat: ["/v1/chat"]
    case .plan: ["/v1/plan"]
    case .chatCompletions: ["/v1/chat/completions"]
    case .embeddings: ["/v1/embeddings"]
    case .imageGenerations: ["/v1/images/generations"]
    case .videoGenerations: ["/v1/video/generations"]
    case .videoTask: ["/v1/video/tasks/{id}"]
    case .models: ["/v1/models"]
    case .imageAgent: ["/v2/image/agent"]
    // Without an id they are known as well, to say what is missing (H-741).
    case .job, .cancelJob: ["/v1/jobs/{id}", "/v1/jobs"]
    case .jobStream: ["/v1/jobs/{id?}/stream"]
    case .health: ["/healthz"]
    case .metrics: ["/metrics"]
    case .unlockVault: ["/admin/v1/vault/unlock"]
    case .lockVault: ["/admin/v1/vault/lock"]
    case .rotateVault: ["/admin/v1/vault/rotate"]
    case .listSecrets: ["/admin/v1/vault/secrets"]
    case .putSecret, .deleteSecret: ["/admin/v1/vault/secrets/{id}"]
    case .upsertProvider, .listProviders: ["/admin/v1/providers"]
    case .patchProvider, .deleteProvider: ["/admin/v1/providers/{id}"]
    case .discoverModels: ["/admin/v1/providers/{id}/discover"]
    case .upsertModel, .listModels: ["/admin/v1/models"]
    // The path without an id is theirs too, to say what is missing (H-325).
    case .patchModel, .deleteModel: ["/admin/v1/models/{id…}", "/admin/v1/models"]
    case .routingDefaults, .setRoutingDefaults: ["/admin/v1/routing-config"]
    case .simulate: ["/admin/v1/routing/simulate"]
    case .listAliases: ["/admin/v1/aliases"]
    case .modelAlias, .putAlias, .deleteAlias: ["/admin/v1/aliases/{id…}"]
    case .listPlans: ["/admin/v1/plans"]
    case .modelPlan, .putPlan, .deletePlan: ["/admin/v1/plans/{id…}"]
    case .issueKey, .listKeys: ["/admin/v1/apikeys"]
    case .rotateKey: ["/admin/v1/apikeys/{id}/rotate"]
    case .markKeyPaid: ["/admin/v1/apikeys/{id}/paid"]
    case .patchKey, .revokeKey: ["/admin/v1/apikeys/{id}"]
    case .providerHealth: ["/admin/v1/health"]
    case .statistics: ["/admin/v1/stats"]
    case .requestLog: ["/admin/v1/logs"]
    case .auditLog: ["/admin/v1/audit"]
    case .rewardLog: ["/admin/v1/rewards"]
    case .engineModels: ["/admin/v1/engine/models"]
    case .queryTimeSeries: ["/admin/v1/tsdb/query"]
    case .listTimeSeries: ["/admin/v1/tsdb/metrics"]
    case .pruneTimeSeries: ["/admin/v1/tsdb/prune"]
    case .setRetention: ["/admin/v1/tsdb/retention"]
    case .listWorkflows: ["/admin/v1/workflows"]
    case .workflowHistory: ["/admin/v1/workflows/{id…}/history"]
    case .workflow: ["/admin/v1/workflows/{id…}"]
    case .events: ["/admin/v1/events"]
    case .root: ["/"]
    case .console: ["/admin"]
    case .consoleAsset: ["/_assets/{id…}"]
    case .info: ["/admin/v1/info"]
    case .openSession, .closeSession: ["/admin/v1/session"]
    case .rotateAdminToken: ["/admin/v1/admin-token/rotate"]
    }
  }

  /// Who may come in.
  enum Access: Hashable {
    /// Anybody (H-037).
    case anybody
    /// Whoever has a key with this scope (H-033).
    case consumer(APIKeyScope)
    /// Whoever has the administrator's token or a session (H-034).
    case administrator
    /// The same, or the token in the query (H-035).
    case administratorByQuery
  }

  /// Who may come in.
  var access: Access {
    switch self {
    case .chat, .chatCompletions: .consumer(.chat)
    case .plan: .consumer(.plan)
    case .embeddings: .consumer(.embeddings)
    case .imageGenerations: .consumer(.images)
    case .videoGenerations, .videoTask: .consumer(.video)
    case .imageAgent, .job, .cancelJob, .jobStream: .consumer(.jobs)
    case .models, .health, .metrics, .root, .console, .consoleAsset: .anybody
    case .openSession: .anybody
    case .info, .events: .administratorByQuery
    case .unlockVault, .lockVault, .rotateVault, .listSecrets, .putSecret, .deleteSecret,
      .upsertProvider, .listProviders, .patchProvider, .deleteProvider, .discoverModels,
      .upsertModel, .listModels, .patchModel, .deleteModel,
      .routingDefaults, .setRoutingDefaults, .simulate,
      .listAliases, .modelAlias, .putAlias, .deleteAlias, .listPlans, .modelPlan, .putPlan, .deletePlan,
      .issueKey, .listKeys, .rotateKey, .patchKey, .revokeKey, .markKeyPaid,
      .providerHealth, .statistics, .requestLog, .auditLog, .rewardLog, .engineModels,
      .queryTimeSeries, .listTimeSeries, .pruneTimeSeries, .setRetention,
      .listWorkflows, .workflowHistory, .workflow, .closeSession, .rotateAdminToken:
      .administrator
    }
  }
}
