internal import RoutingCore

extension IntegrationContract {
  /// How an answer of a chat is to arrive.
  public enum Delivery: CaseIterable, Hashable, Sendable {
    /// As one document.
    case whole
    /// As a stream of chunks.
    case streamed
  }

  /// The body of the minimal request, byte for byte as the documentation has it (C-203).
  public static let minimalBody = """
    {
        "model": "deepseek-v3.2",
        "messages": [
          {"role": "user", "content": "Reply with OK only."}
        ],
        "max_tokens": 32,
        "temperature": 0
      }
    """

  /// The body of the request for a picture (C-221).
  public static let imageBody = """
    {
        "model": "wanx2.1-t2i-turbo",
        "prompt": "A futuristic city skyline at sunrise",
        "size": "1024*1024"
      }
    """

  /// The body of the request for a video (C-225).
  public static let videoBody = """
    {
        "model": "wan2.6-t2v",
        "prompt": "A robot walking in the rain, cinematic shot"
      }
    """

  /// The minimal request, as it stands in the documentation unless something else is asked for (C-203, C-217).
  public func chatRequest(
    key: ClientKey, model: String = IntegrationContract.textModel, preferences: ClientPreferences = .init(),
    delivery: Delivery = .whole, idempotencyKey: String? = nil
  ) -> ClientRequest {
    var changes: [JSONValue.Member] = []
    if delivery == .streamed { changes.append(.init(name: "stream", value: true)) }
    return post(
      IntegrationContract.chatPath, IntegrationContract.minimalBody, model: model, preferences: preferences, changes,
      key: key, idempotencyKey: idempotencyKey)
  }

  /// The request for a picture (C-221).
  public func imageRequest(
    key: ClientKey, model: String = IntegrationContract.imageModel, preferences: ClientPreferences = .init(),
    idempotencyKey: String? = nil
  ) -> ClientRequest {
    post(
      IntegrationContract.imagePath, IntegrationContract.imageBody, model: model, preferences: preferences, [],
      key: key, idempotencyKey: idempotencyKey)
  }

  /// The request that submits a video (C-225).
  public func videoRequest(
    key: ClientKey, model: String = IntegrationContract.videoModel, preferences: ClientPreferences = .init(),
    idempotencyKey: String? = nil
  ) -> ClientRequest {
    post(
      IntegrationContract.videoPath, IntegrationContract.videoBody, model: model, preferences: preferences, [],
      key: key, idempotencyKey: idempotencyKey)
  }

  /// The question how far a video is (C-226).
  public func videoTaskRequest(
    _ id: String, key: ClientKey, model: String = IntegrationContract.videoModel
  ) -> ClientRequest {
    let path = "/video/tasks/\(IntegrationContract.escaped(id))?model=\(IntegrationContract.escaped(model))"
    return ClientRequest(method: "GET", url: url(path), headers: [IntegrationContract.authorization(key)])
  }

  private func post(
    _ path: String, _ body: String, model: String, preferences: ClientPreferences, _ changes: [JSONValue.Member],
    key: ClientKey, idempotencyKey: String?
  ) -> ClientRequest {
    var headers = [
      IntegrationContract.authorization(key), ClientField("Content-Type", IntegrationContract.contentType),
    ]
    if let idempotencyKey { headers.append(ClientField("Idempotency-Key", idempotencyKey)) }
    return ClientRequest(
      method: "POST", url: url(path), headers: headers,
      body: IntegrationContract.body(body, model: model, preferences: preferences, changes))
  }

  /// The body as it is where nothing is to be changed, and else rewritten.
  private static func body(
    _ text: String, model: String, preferences: ClientPreferences, _ changes: [JSONValue.Member]
  ) -> [UInt8] {
    let bytes = Array(text.utf8)
    // What is parsed here is one of the three texts above, so it is an object with a model.
    guard let json = try? JSONValue(parsing: bytes), var members = json.members else { return bytes }
    var additions = changes
    if let preferences = preferences.json { additions.append(.init(name: "preferences", value: preferences)) }
    if additions.isEmpty, json["model"]?.string == model { return bytes }
    members = members.map { $0.name == "model" ? .init(name: "model", value: JSONValue(.string(model))) : $0 }
    return Array(JSONValue(.object(members + additions)).text.utf8)
  }

  /// A text as one part of a path or query: everything but unreserved characters percent-encoded (RFC 3986, 2.3).
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      if SecretRedactor.isWordByte(byte) || Array("-.~".utf8).contains(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
