/// A host that serves models, as far as routing has to know it.
///
/// Addresses and secrets belong to the adapters; they never enter the core.
public struct Provider: Hashable, Sendable {
  /// The unique registry key.
  public var id: ProviderID
  /// Whether its adapter takes requests.
  public var isEnabled: Bool
  /// Whether its adapter can stream.
  public var canStream: Bool
  /// Where it runs, for models that do not say so themselves.
  public var region: Region?
  /// The company behind it, lower-cased; an alternative to the id in preferences.
  public var vendor: String?

  /// Makes a provider that is enabled and streams, unless said otherwise.
  public init(
    id: ProviderID, isEnabled: Bool = true, canStream: Bool = true, region: Region? = nil, vendor: String? = nil
  ) {
    self.id = id
    self.isEnabled = isEnabled
    self.canStream = canStream
    self.region = region
    self.vendor = vendor?.lowercased()
  }
}
