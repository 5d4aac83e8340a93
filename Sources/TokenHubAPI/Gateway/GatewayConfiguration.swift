public import GatewayState
public import RoutingCore

/// How a gateway behaves, apart from what operators change while it runs.
public struct GatewayConfiguration: Sendable {
  /// The token that administrators sign in with, until it is rotated.
  public var adminToken: SecretText
  /// Models and providers given at start; records of the store replace those of the same id.
  public var registry: ModelRegistry?
  /// Aliases, plans and the pool behind `*` given at start.
  public var directory = ModelDirectory()
  /// How the OpenAI-compatible chat endpoint behaves.
  public var completions = CompletionSettings()
  /// Whether anybody may list the models (H-037).
  public var publicModels = true
  /// A token without which nobody reads the metrics, or nil for all (H-181).
  public var metricsToken: SecretText?
  /// What webhooks are signed with, or nil for no signature (H-760).
  public var webhookSecret: SecretText?
  /// How the vault behaves.
  public var vault = VaultOptions()
  /// How many requests a second an address may send on consumer paths (H-038).
  public var consumerRate = RequestRate.consumerAddress
  /// How many requests a second an address may send on admin paths (H-038).
  public var adminRate = RequestRate.admin
  /// How many requests a second a key may send that has no rate of its own (H-038); nil for any number.
  public var keyRate: RequestRate?
  /// The numbers that providers' health is reckoned by.
  public var health = HealthParameters()
  /// The numbers that attempts keep to.
  public var dispatch = DispatchParameters()
  /// Whether pictures of DashScope also stand in `data` (H-152).
  public var mirrorsImageData = true
  /// The image agents that jobs may name beside the default one (O-708).
  public var agents: [ImageAgentProfile] = []
  /// How many jobs run and wait (O-717).
  public var jobs = JobLimits()
  /// Which addresses webhooks and images may name (H-709); by default none that is literally private.
  public var allowsPrivateAddresses = false
  /// Whether `tokenhub_provider_skips_total` counts the models left out of every request, which ranks all models once
  /// more for each; otherwise those of requests that nobody could serve.
  public var reportsEverySkip = false
  /// What all draws follow from, with the request's id.
  public var seed: UInt64 = 0

  /// Makes a configuration of the contract's defaults.
  public init(adminToken: SecretText) { self.adminToken = adminToken }
}
