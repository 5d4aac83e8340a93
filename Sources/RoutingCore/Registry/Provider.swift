/// A host that serves models, as far as routing has to know it.
///
/// Secrets belong to the host's vault; no record of the core can hold one.
public struct Provider: Hashable, Sendable {
  /// The unique registry key.
  public var id: ProviderID
  /// The wire format it speaks, or nil where the host's adapters do not need to be told.
  public var type: ProviderType?
  /// Whether its adapter takes requests.
  public var isEnabled: Bool
  /// Where its API begins, or nil for the adapter's own default.
  public var baseURL: String?
  /// Where its secret lies.
  public var credentialStore: CredentialStore
  /// Whether its adapter can stream.
  public var canStream: Bool
  /// Where it runs, for models that do not say so themselves.
  public var region: Region?
  /// The company behind it, lower-cased; an alternative to the id in references and preferences.
  public var vendor: String? { didSet { vendor = vendor?.lowercased() } }
  /// What it does with the texts it is sent, for models that do not say so themselves.
  public var dataHandling: DataHandling

  /// Makes a provider that is enabled and streams, unless said otherwise.
  public init(
    id: ProviderID, type: ProviderType? = nil, isEnabled: Bool = true, baseURL: String? = nil,
    credentialStore: CredentialStore = .vault, canStream: Bool = true, region: Region? = nil, vendor: String? = nil,
    dataHandling: DataHandling = DataHandling()
  ) {
    self.id = id
    self.type = type
    self.isEnabled = isEnabled
    self.baseURL = baseURL
    self.credentialStore = credentialStore
    self.canStream = canStream
    self.region = region
    self.vendor = vendor?.lowercased()
    self.dataHandling = dataHandling
  }
}

/// The wire formats that providers speak.
public enum ProviderType: CaseIterable, Hashable, Sendable {
  /// The OpenAI API and its many imitations.
  case openAI
  /// Anthropic's messages.
  case anthropic
  /// vLLM servers, one or several endpoints.
  case vLLM
  /// Alibaba's DashScope.
  case dashScope

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .openAI: "openai"
    case .anthropic: "anthropic"
    case .vLLM: "vllm"
    case .dashScope: "dashscope"
    }
  }

  /// Makes the type with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let type = ProviderType.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }
}

/// Where a provider's secret lies.
public enum CredentialStore: CaseIterable, Hashable, Sendable {
  /// In the vault, readable while that is unlocked.
  case vault
  /// The provider needs none.
  case notNeeded
  /// In memory only, given at start; nobody can set this over the API.
  case memory

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .vault: "vault"
    case .notNeeded: "none"
    case .memory: "memory"
    }
  }

  /// Makes the store with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let store = CredentialStore.allCases.first(where: { $0.name == name }) else { return nil }
    self = store
  }
}
