internal import Routing
internal import RoutingCore

/// Writes requests for pictures and videos as DashScope's own API takes them: as tasks, which are asked for later.
///
/// Documented in Alibaba Cloud Model Studio's references of image synthesis and of video synthesis.
struct DashScopeSubmission {
  let call: ProviderCall
  let service: Service

  /// What DashScope makes in tasks.
  enum Service {
    case imageSynthesis
    case videoSynthesis

    /// The service for a kind of work, or nil where it is no task.
    init?(_ kind: ModelKind) {
      switch kind {
      case .image: self = .imageSynthesis
      case .video: self = .videoSynthesis
      case .chat, .embedding, .agent: return nil
      }
    }

    /// The path below DashScope's own API.
    var path: String {
      switch self {
      case .imageSynthesis: "/services/aigc/text2image/image-synthesis"
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
      // The other way to write a size is OpenAI's (H-151).
      case "size":
        parameters["size"] =
          parameter.value.string.map { JSONValue(String($0.map { $0 == "x" ? "*" : $0 })) } ?? parameter.value
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
