package import RoutingCore

/// A number that only grows.
package enum MetricCounter: Hashable, Sendable {
  /// Requests that are over (H-901).
  case requests(mode: String, ModelID?, ProviderID?, MetricStatus)
  /// What requests cost, in US dollars (H-903).
  case cost(ModelID?, ProviderID?)
  /// Tokens of prompts and answers (H-904).
  case tokens(ModelID?, ProviderID?, TokenDirection)
  /// Failed requests by the status that the client got (H-905).
  case requestErrors(mode: String, ModelID?, ProviderID?, httpStatus: Int)
  /// How often a provider was not asked, and why (H-906).
  case providerSkips(ProviderID, reason: String)
  /// Requests of consumers refused by a rate limit (H-908).
  case rateLimited
  /// Requests of administrators refused by a rate limit (H-908).
  case adminRateLimited
  /// Heartbeats published (H-908).
  case heartbeats
  /// Requests served without the workflow engine because it failed (H-908).
  case temporalFallbacks
  /// Changes that were not stored, by what they were (H-910).
  case storeDropped(operation: String)
  /// Jobs that are over (H-911).
  case jobs(status: String)
  /// Video tasks (H-911).
  case videoTasks(status: String)
  /// What attempts that lost a race were expected to cost, in US dollars (H-911).
  case hedgeCost

  /// How a request ended.
  package enum MetricStatus: String, CaseIterable, Hashable, Sendable {
    /// With an answer.
    case ok
    /// Without one.
    case error
  }

  /// Which way tokens went.
  package enum TokenDirection: String, CaseIterable, Hashable, Sendable {
    /// To the model.
    case input
    /// From the model.
    case output
  }
}

extension MetricCounter: MetricSeries {
  var family: MetricFamily {
    switch self {
    case .requests: .requests
    case .cost: .cost
    case .tokens: .tokens
    case .requestErrors: .requestErrors
    case .providerSkips: .providerSkips
    case .rateLimited: .rateLimited
    case .adminRateLimited: .adminRateLimited
    case .heartbeats: .heartbeats
    case .temporalFallbacks: .temporalFallbacks
    case .storeDropped: .storeDropped
    case .jobs: .jobs
    case .videoTasks: .videoTasks
    case .hedgeCost: .hedgeCost
    }
  }

  var labels: [String] {
    switch self {
    case .requests(let mode, let model, let provider, let status):
      [mode, model?.text ?? MetricLabel.absent, provider?.text ?? MetricLabel.absent, status.rawValue]
    case .cost(let model, let provider): [model?.text ?? MetricLabel.absent, provider?.text ?? MetricLabel.absent]
    case .tokens(let model, let provider, let direction):
      [model?.text ?? MetricLabel.absent, provider?.text ?? MetricLabel.absent, direction.rawValue]
    case .requestErrors(let mode, let model, let provider, let status):
      [mode, model?.text ?? MetricLabel.absent, provider?.text ?? MetricLabel.absent, "\(status)"]
    case .providerSkips(let provider, let reason): [provider.text, reason]
    case .storeDropped(let text), .jobs(let text), .videoTasks(let text): [text]
    case .rateLimited, .adminRateLimited, .heartbeats, .temporalFallbacks, .hedgeCost: []
    }
  }

  var other: MetricCounter {
    switch self {
    case .requests(_, _, _, let status):
      .requests(mode: "other", MetricLabel.otherModel, MetricLabel.otherProvider, status)
    case .cost: .cost(MetricLabel.otherModel, MetricLabel.otherProvider)
    case .tokens(_, _, let direction): .tokens(MetricLabel.otherModel, MetricLabel.otherProvider, direction)
    case .requestErrors(_, _, _, let status):
      .requestErrors(
        mode: "other", MetricLabel.otherModel, MetricLabel.otherProvider,
        httpStatus: (100...599).contains(status) ? status : 0)
    case .providerSkips: .providerSkips(MetricLabel.otherProvider, reason: "other")
    case .storeDropped: .storeDropped(operation: "other")
    case .jobs: .jobs(status: "other")
    case .videoTasks: .videoTasks(status: "other")
    case .rateLimited, .adminRateLimited, .heartbeats, .temporalFallbacks, .hedgeCost: self
    }
  }
}
