internal import Routing
internal import RoutingCore

/// Writes requests for pictures and videos as DashScope's own API takes them.
///
/// Documented in Alibaba Cloud Model Studio's references of image synthesis, of Qwen-Image and of video synthesis.
struct DashScopeSubmission {
  let call: ProviderCall

  /// Where DashScope makes pictures and videos.
  enum Service {
    /// Pictures as tasks, which are asked for later.
    case imageSynthesis
    /// Pictures from messages, which come at once.
    case multimodalGeneration
    /// Videos, as tasks.
    case videoSynthesis

    /// The service for a call, or nil where it is for neither.
    init?(_ call: ProviderCall) {
      switch call.kind {
      case .image where call.payload[parameter: "input"]?["messages"]?.elements != nil: self = .multimodalGeneration
      case .image: self = .imageSynthesis
      case .video: self = .videoSynthesis
      case .chat, .embedding, .agent: return nil
      }
    }

    /// Whether it works in tasks.
    var isTask: Bool {
      switch self {
      case .imageSynthesis, .videoSynthesis: true
      case .multimodalGeneration: false
      }
    }

    /// The path below DashScope's own API.
    var path: String {
      switch self {
      case .imageSynthesis: "/services/aigc/text2image/image-synthesis"
      case .multimodalGeneration: "/services/aigc/multimodal-generation/generation"
      case .videoSynthesis: "/services/aigc/video-generation/video-synthesis"
      }
    }
  }

  /// The body.
  ///
  /// A client's own `input` and `parameters` go through as they are; flat members are sorted into the two
  /// (H-150, H-160).
  var body: JSONValue {
    var body = JSONMembers()
    body["model"] = JSONValue(call.model.upstreamName)
    let payload = call.payload
    if let input = payload[parameter: "input"], input.members != nil {
      body["input"] = input
      body["parameters"] = payload[parameter: "parameters"]
      return body.value
    }
    var input = JSONMembers()
    var parameters = JSONMembers()
    for parameter in payload.parameters where !CallPayload.reserved.contains(parameter.name) {
      switch parameter.name {
      case "prompt", "negative_prompt": input[parameter.name] = parameter.value
      case "image_url": input["img_url"] = parameter.value
      case "size":
        parameters["size"] = parameter.value.string.map { JSONValue(SizeText.dashScope($0)) } ?? parameter.value
      // Answers are always addresses.
      case "response_format", "user", "quality": continue
      default: parameters.append(contentsOf: [parameter])
      }
    }
    body["input"] = input.value
    body["parameters"] = parameters.value
    return body.value
  }
}
