internal import GatewayState
internal import RoutingCore
internal import RoutingFormats

/// A provider as an administrator writes it, over what is registered already (H-301 to H-307, H-312, H-313).
struct ProviderDraft: Sendable {
  private let template: Provider
  /// The secret that came with it, or nil where none did.
  let secret: SecretText?
  /// What becomes of the addresses of a vLLM provider that has several.
  let endpoints: Endpoints
  /// Whether the body says that there is no secret, so that one that was kept goes.
  let needsNoSecret: Bool

  /// The addresses that the body names itself.
  let namedAddresses: [String]

  /// What becomes of the addresses of a provider that has several (H-312).
  enum Endpoints: Hashable, Sendable {
    case stay
    case become([String]?)
  }

  /// Reads a body; members that are absent stay as they are.
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  init(_ body: JSONValue, over former: Provider?) throws(APIError) {
    let fields = try APIError.reading { () throws(FormatError) in try Fields(JSONField(body)) }
    var provider = former ?? Provider(id: "")
    let type: ProviderType
    if let name = fields.type {
      guard let known = ProviderType(name: name) else {
        throw .badRequest(
          "type must be one of \(ProviderType.allCases.map(\.name).joined(separator: ", "))", parameter: "type")
      }
      type = known
    } else {
      type = former?.type ?? .openAI
    }
    provider.type = type
    provider.isEnabled = fields.isEnabled ?? provider.isEnabled
    let addresses = try fields.endpoints.map { (list) throws(APIError) in try ProviderDraft.checked(list, type) }
    // The address that came with the former type alone goes with it.
    let formerType = former?.type ?? .openAI
    let isInherited = formerType != type && provider.baseURL == ProviderBaseURL.standard(formerType)
    let given = fields.baseURL ?? addresses?.first
    // An address that is there and is not spoken of stays, also where it would not be taken today.
    if former == nil || given != nil || formerType != type || provider.baseURL == nil {
      provider.baseURL = try ProviderBaseURL.checked(given ?? (isInherited ? nil : provider.baseURL), type: type)
    }
    provider.canStream = fields.canStream ?? provider.canStream
    provider.dataHandling.retainsPrompts = fields.retainsPrompts ?? provider.dataHandling.retainsPrompts
    provider.dataHandling.trainsOnPrompts = fields.trainsOnPrompts ?? provider.dataHandling.trainsOnPrompts
    provider.region = fields.region.map { Region($0) } ?? provider.region
    provider.vendor = fields.vendor?.lowercased() ?? provider.vendor
    if let name = fields.credentialStore {
      guard let store = CredentialStore(name: name), store != .memory else {
        throw .badRequest("cred_store must be vault or none", parameter: "cred_store")
      }
      provider.credentialStore = store
    } else if former == nil {
      // A vLLM server asks for no key unless it was started with one (H-312).
      provider.credentialStore = type == .vLLM && fields.secret == nil ? .notNeeded : .vault
    }
    if fields.secret != nil, fields.credentialStore == CredentialStore.notNeeded.name {
      throw .badRequest("an api_key cannot be kept where cred_store is none", parameter: "cred_store")
    }
    template = provider
    secret = fields.secret.map { SecretText($0) }
    namedAddresses = (fields.baseURL == nil ? [] : [provider.baseURL].compactMap { $0 }) + (addresses ?? [])
    needsNoSecret = fields.credentialStore == CredentialStore.notNeeded.name
    let hasNewAddress = former == nil || fields.baseURL != nil || type != .vLLM
    endpoints = addresses != nil || hasNewAddress ? .become(addresses?.isEmpty == false ? addresses : nil) : .stay
  }

  /// The record under an id.
  func provider(id: ProviderID) -> Provider {
    var provider = template
    provider.id = id
    return provider
  }

  private static func checked(_ list: [String], _ type: ProviderType) throws(APIError) -> [String] {
    guard type == .vLLM else { throw .badRequest("only vllm takes several endpoints", parameter: "endpoints") }
    var addresses: [String] = []
    for text in list {
      guard let address = try ProviderBaseURL.checked(text, type: type) else { continue }
      addresses.append(address)
    }
    return addresses
  }

  private struct Fields {
    var type, baseURL, region, vendor, credentialStore, secret: String?
    var isEnabled, canStream, retainsPrompts, trainsOnPrompts: Bool?
    var endpoints: [String]?

    init(_ root: JSONField) throws(FormatError) {
      type = try root.optional("type")?.string()
      isEnabled = try root.optional("enabled")?.bool()
      baseURL = try root.optional("base_url")?.string()
      region = try root.optional("region")?.string()
      vendor = try root.optional("vendor")?.string()
      credentialStore = try root.optional("cred_store")?.string()
      canStream = try root.optional("can_stream")?.bool()
      retainsPrompts = try root.optional("retains_prompts")?.bool()
      trainsOnPrompts = try root.optional("trains_on_prompts")?.bool()
      let key = try root.optional("api_key")?.string()
      secret = key?.isEmpty == true ? nil : key
      endpoints = try root.optional("endpoints")?.texts()
    }
  }
}
