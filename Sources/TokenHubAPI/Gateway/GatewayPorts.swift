public import GatewayState
public import ProviderAdapters
public import Routing

/// Everything a gateway has effects through.
public struct GatewayPorts: Sendable {
  /// What keeps records, keys and logs.
  public var store: any StateStore
  /// The clock.
  public var time: any TimeSource
  /// Where keys, ids and salts come from.
  public var random: any RandomSource
  /// What carries bytes to providers and webhooks.
  public var transport: any HTTPTransport
  /// How the secrets of API keys are hashed.
  public var hasher: any SecretHasher
  /// What encrypts the vault; nil for a gateway without one.
  public var cipher: (any VaultCipher)?
  /// Where images of clients are kept; nil for a gateway without image agents.
  public var blobs: (any BlobStore)?
  /// What runs orchestrations so that they survive the process; nil to run them directly.
  public var workflows: (any WorkflowEngine)?
  /// What the page for administrators is read from; nil for a gateway without one.
  public var assets: (any AssetSource)?
  /// What makes adapters of records.
  public var providers: ProviderFactory
  /// What looks at the addresses of providers before they are registered (H-303); nil to take them as they are.
  public var endpointChecker: (any EndpointChecker)?

  /// Makes ports; what is left out is the package's own, or absent.
  public init(
    store: any StateStore, time: any TimeSource, random: any RandomSource, transport: any HTTPTransport,
    hasher: any SecretHasher = SaltedHMACHasher(), cipher: (any VaultCipher)? = nil, blobs: (any BlobStore)? = nil,
    workflows: (any WorkflowEngine)? = nil, assets: (any AssetSource)? = EmbeddedConsole(),
    providers: ProviderFactory = .standard, endpointChecker: (any EndpointChecker)? = nil
  ) {
    self.store = store
    self.time = time
    self.random = random
    self.transport = transport
    self.hasher = hasher
    self.cipher = cipher
    self.blobs = blobs
    self.workflows = workflows
    self.assets = assets
    self.providers = providers
    self.endpointChecker = endpointChecker
  }
}
