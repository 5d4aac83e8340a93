/// One offer: a logical model at one provider, with its limits and prices.
///
/// The same logical model at another host is another `Model` with its own id and the same ``name``.
public struct Model: Hashable, Sendable {
  /// The unique registry key.
  public var id: ModelID
  /// The provider that serves it; a provider that is not registered makes the model ineligible.
  public var provider: ProviderID
  /// The logical name that clients ask for.
  public var name: String
  /// The name that the provider knows it by.
  public var upstreamName: String
  /// How capable it is, from 0 to 10.
  public var weight: Int
  /// The longest conversation it takes, or nil where unknown.
  public var contextWindow: TokenCount?
  /// What it charges.
  public var prices: PriceSheet
  /// What it makes.
  public var kinds: ModelKindSet
  /// What is known of its abilities.
  public var capabilities: CapabilityKnowledge
  /// The parameters it takes, or nil where nobody said.
  public var parameters: ParameterSet?
  /// How its numbers are stored, or nil where nobody said.
  public var quantization: Quantization?
  /// What its host does with the texts it is sent, where that differs from the provider's own habit.
  public var dataHandling: DataHandling
  /// Where it runs, when that differs from its provider's region.
  public var region: Region?
  /// Its share of the traffic against other models, where a policy draws by weight; finite and not negative.
  public var trafficWeight: Double
  /// Who set its prices.
  public var pricingSource: PricingSource
  /// What the model calls a tool, and what clients call it.
  public var toolNames: ToolNameMap
  /// Whether it may be chosen.
  public var isEnabled: Bool

  /// Makes a model with the contract's defaults: weight 5, free, chat, enabled, everything else unknown.
  ///
  /// A name left out is the id without a leading `<provider>/`, and an upstream name left out is the name.
  public init(
    id: ModelID, provider: ProviderID, name: String? = nil, upstreamName: String? = nil, weight: Int = 5,
    contextWindow: TokenCount? = nil, prices: PriceSheet = PriceSheet(), kinds: ModelKindSet = .chat,
    capabilities: CapabilityKnowledge = .unknown, parameters: ParameterSet? = nil, quantization: Quantization? = nil,
    dataHandling: DataHandling = DataHandling(), region: Region? = nil, trafficWeight: Double = 1,
    pricingSource: PricingSource = .manual, toolNames: ToolNameMap = ToolNameMap(), isEnabled: Bool = true
  ) {
    self.id = id
    self.provider = provider
    self.name = name ?? Model.defaultName(id: id, provider: provider)
    self.upstreamName = upstreamName ?? self.name
    self.weight = weight
    self.contextWindow = contextWindow
    self.prices = prices
    self.kinds = kinds
    self.capabilities = capabilities
    self.parameters = parameters
    self.quantization = quantization
    self.dataHandling = dataHandling
    self.region = region
    self.trafficWeight = trafficWeight
    self.pricingSource = pricingSource
    self.toolNames = toolNames
    self.isEnabled = isEnabled
  }

  /// The weights a model may have.
  public static let weightRange = 0...10

  private static func defaultName(id: ModelID, provider: ProviderID) -> String {
    let prefix = provider.text.utf8.count + 1
    guard id.text.utf8.count > prefix, id.text.utf8.starts(with: (provider.text + "/").utf8) else { return id.text }
    return String(id.text[id.text.utf8.index(id.text.startIndex, offsetBy: prefix)...])
  }
}
