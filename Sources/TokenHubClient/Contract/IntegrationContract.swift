internal import RoutingCore

/// What a client must know to speak to a gateway: where it is and what a call looks like (C-101 to C-106).
public struct IntegrationContract: Hashable, Sendable {
  /// The address that is used where a host names no other (C-101).
  public static let defaultBaseURL = "https://tokenhub.link/v1"
  /// The environment variable that holds the key (C-201).
  public static let keyVariable = "TOKENHUB_API_KEY"
  /// Where chat is answered, below the base address (C-102).
  public static let chatPath = "/chat/completions"
  /// Where pictures are made, below the base address (C-221).
  public static let imagePath = "/images/generations"
  /// Where videos are submitted, below the base address (C-225).
  public static let videoPath = "/video/generations"
  /// The type of every body (C-104).
  public static let contentType = "application/json"
  /// The members that a request for chat must have (C-105).
  public static let requiredFields = ["model", "messages"]
  /// The forms in which a model may be named, as the documentation writes them (C-106).
  public static let modelFormats = ["deepseek-v3.2", "alibaba/deepseek-v3.2", "tokenhub_plan_model_name"]
  /// The model of the minimal request (C-203).
  public static let textModel = "deepseek-v3.2"
  /// The model of the picture that is asked for (C-221).
  public static let imageModel = "wanx2.1-t2i-turbo"
  /// The model of the video that is asked for (C-225).
  public static let videoModel = "wan2.6-t2v"
  /// The endpoint as reports name it (C-504).
  public static let endpoint = "POST /v1/chat/completions"

  /// The address as the host gave it.
  public var baseURL: String
  /// Where people who cannot get further find help, or nil where the host named no such place (C-450).
  public var supportURL: String?

  /// Makes a contract for a gateway.
  public init(baseURL: String = IntegrationContract.defaultBaseURL, supportURL: String? = nil) {
    self.baseURL = baseURL
    self.supportURL = supportURL
  }

  /// The address of a path below the base address, with exactly one slash between the two (C-101).
  public func url(_ path: String) -> String {
    var base = TextBytes.trimmed(baseURL)[...]
    while base.last == "/" { base.removeLast() }
    return base + "/" + path.drop { $0 == "/" }
  }

  /// How a request authenticates (C-103).
  static func authorization(_ key: ClientKey) -> ClientField {
    ClientField("Authorization", "Bearer \(key.reveal())", isSecret: true)
  }
}
