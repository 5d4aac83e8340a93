internal import GatewayState
internal import RoutingCore

/// The fields of a request as they came, and what is wrong with them.
///
/// Every check notes what it finds and goes on, so that a client learns of all its mistakes at once (H-713).
struct ImageAgentFormFields: Sendable {
  /// A picture, and where its name puts it among the others.
  struct Placed: Sendable {
    let place: ImageFieldName
    let content: Content
  }

  /// What came as a picture.
  enum Content: Sendable {
    case bytes([UInt8])
    case text(String)
    /// One of too many, whose bytes were not kept.
    case dropped
  }

  /// The scalar fields (H-701 to H-706, H-709, H-710).
  static let names = [
    "instructions", "model_id", "agent_id", "aspect_ratio", "resolution", "webhook_url", "max_steps",
  ]

  private(set) var errors: [EnvelopeError] = []
  private var texts: [String: String] = [:]
  private(set) var images: [Placed] = []

  mutating func add(_ error: EnvelopeError) { errors.append(error) }

  mutating func refuse(_ field: String, _ message: String, code: String = EnvelopeError.validation) {
    errors.append(EnvelopeError(code: code, message: message, field: field))
  }

  /// Whether a field of this name has been set.
  func has(_ name: String) -> Bool { texts[name] != nil }

  /// Sets a scalar field, which may be empty and then counts as absent (H-711).
  mutating func set(_ name: String, _ text: String) { texts[name] = text }

  mutating func append(_ content: Content, at place: ImageFieldName) {
    images.append(Placed(place: place, content: content))
  }

  private func text(_ name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// All that the fields say.
  mutating func form(_ rules: ImageAgentRules, digest: [UInt8]?) throws(ImageAgentFormFailure) -> ImageAgentForm {
    let instructions = instructions()
    let modelID = text("model_id") ?? rules.modelIDs.first ?? ""
    if !rules.modelIDs.contains(modelID) {
      refuse("model_id", "model_id must be \(rules.modelIDs.joined(separator: " or "))")
    }
    let agentID = agentID(rules)
    let ratio = text("aspect_ratio") ?? ImageAspectRatio.square.rawValue
    let aspectRatio = ImageAspectRatio(rawValue: ratio)
    if aspectRatio == nil, ratio != "auto" {
      let allowed = ImageAspectRatio.allCases.map(\.rawValue).joined(separator: ", ")
      refuse("aspect_ratio", "aspect_ratio must be auto, \(allowed)")
    }
    let resolution = ImageResolution(rawValue: text("resolution") ?? ImageResolution.twoK.rawValue)
    if resolution == nil { refuse("resolution", "resolution must be 2K or 4K") }
    let webhook = webhook(rules)
    let steps = steps()
    let images = images(rules)
    let request = ImageAgentRequest(
      instructions: instructions, modelID: modelID, agentID: agentID, aspectRatio: aspectRatio,
      resolution: resolution ?? .twoK, webhookURL: webhook, maximumSteps: steps)
    guard errors.isEmpty else {
      let isTooLarge = errors.contains { $0.code == EnvelopeError.tooLarge }
      throw ImageAgentFormFailure(status: isTooLarge ? 413 : 400, errors: errors)
    }
    return ImageAgentForm(request: request, images: images, digest: digest)
  }

  private mutating func instructions() -> String {
    guard let text = text("instructions") else {
      if !isRefused("instructions") { refuse("instructions", "instructions is required") }
      return ""
    }
    let count = text.utf16.count
    if count < 3 { refuse("instructions", "instructions must have at least 3 characters") }
    if count > 10_000 { refuse("instructions", "instructions must have at most 10000 characters") }
    return text
  }

  /// Whether something is wrong with a field already, so that its absence is not the news.
  private func isRefused(_ field: String) -> Bool { errors.contains { $0.field == field } }

  private mutating func agentID(_ rules: ImageAgentRules) -> String? {
    guard let id = text("agent_id") else { return nil }
    if id.utf16.count > 128 {
      refuse("agent_id", "agent_id must have at most 128 characters")
    } else if !rules.knowsAgent(id) {
      refuse("agent_id", "unknown agent_id")
    }
    return id
  }

  private mutating func webhook(_ rules: ImageAgentRules) -> String? {
    guard let text = text("webhook_url") else { return nil }
    guard let address = WebAddress(text) else {
      refuse("webhook_url", "webhook_url must be an absolute http or https URL of at most 2048 characters")
      return nil
    }
    if !rules.allowsAddress(address) { refuse("webhook_url", "webhook_url leads to an address that is not allowed") }
    return text
  }

  private mutating func steps() -> Int {
    guard let text = text("max_steps") else { return 10 }
    let digits = text.utf8.drop { $0 == UInt8(ascii: "0") }
    let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isNumber, digits.count <= 2, let count = Int(String(decoding: digits, as: UTF8.self)),
      (1...30).contains(count)
    else {
      refuse("max_steps", "max_steps must be an integer from 1 to 30")
      return 10
    }
    return count
  }

  /// The pictures by number, then by number within, then as they came (H-707).
  private mutating func images(_ rules: ImageAgentRules) -> [FormImage] {
    guard images.count <= ImageAgentRules.maximumImages else {
      refuse("images", "there may be at most 10 images")
      return []
    }
    let sorted = images.enumerated().sorted {
      ($0.element.place.number, $0.element.place.item, $0.offset)
        < ($1.element.place.number, $1.element.place.item, $1.offset)
    }
    return sorted.compactMap { image(sorted: $0.element, rules) }
  }

  private mutating func image(sorted image: Placed, _ rules: ImageAgentRules) -> FormImage? {
    let field = image.place.name
    switch image.content {
    case .dropped: return nil
    case .bytes(let bytes): return file(bytes, field: field)
    case .text(let text):
      if text.utf8.prefix(5).map(TextBytes.lowercased) == Array("data:".utf8) {
        guard let bytes = DataAddress.bytes(of: text) else {
          refuse(field, "the data URI is not base64", code: EnvelopeError.invalidImage)
          return nil
        }
        guard bytes.count <= rules.limits.maximumPartBytes else {
          refuse(
            field, "an image may have at most \(rules.limits.maximumPartBytes) bytes", code: EnvelopeError.tooLarge)
          return nil
        }
        return file(bytes, field: field)
      }
      guard let address = WebAddress(text), address.scheme == "https" else {
        refuse(field, "an image must be an https URL or a data URI", code: EnvelopeError.invalidImage)
        return nil
      }
      guard rules.allowsAddress(address) else {
        refuse(field, "the URL of the image leads to an address that is not allowed", code: EnvelopeError.invalidImage)
        return nil
      }
      return .address(text)
    }
  }

  private mutating func file(_ bytes: [UInt8], field: String) -> FormImage? {
    guard !bytes.isEmpty else {
      refuse(field, "the file is empty", code: EnvelopeError.invalidImage)
      return nil
    }
    guard let header = ImageHeader(bytes) else {
      refuse(field, "the file is no PNG, JPEG, WebP, GIF or HEIC image", code: EnvelopeError.invalidImage)
      return nil
    }
    return .file(bytes, header)
  }
}
