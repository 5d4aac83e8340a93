/// What a model is sent, apart from its own name: the part of a request that no decision reads.
public struct CallPayload: Hashable, Sendable {
  /// The conversation; empty for kinds that have none.
  public var messages: [ChatMessage]
  /// The other members of the request by their OpenAI names; they never replace model, messages or stream.
  public var parameters: [JSONValue.Member]

  /// Makes a payload; parameters named `model`, `messages` or `stream` are dropped, and of two of one name the first
  /// stays.
  public init(messages: [ChatMessage], parameters: [JSONValue.Member] = []) {
    self.messages = messages
    var names = Set(CallPayload.reserved)
    self.parameters = parameters.filter { names.insert($0.name).inserted }
  }

  /// The members that the router writes itself.
  public static let reserved = ["model", "messages", "stream"]

  /// A parameter; setting nil removes it.
  public subscript(parameter name: String) -> JSONValue? {
    get { parameters.first { $0.name == name }?.value }
    set {
      let place = parameters.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): parameters[place] = JSONValue.Member(name: name, value: value)
      case (let place?, nil): parameters.remove(at: place)
      case (nil, let value?):
        precondition(!CallPayload.reserved.contains(name), "The router writes this member itself.")
        parameters.append(JSONValue.Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The longest answer that the client accepts, by either of its names (R-1010).
  public var maximumTokens: Int? {
    get { self[parameter: "max_completion_tokens"]?.integer ?? self[parameter: "max_tokens"]?.integer }
    set {
      let name = self[parameter: "max_completion_tokens"] == nil ? "max_tokens" : "max_completion_tokens"
      self[parameter: name] = newValue.map { JSONValue(.integer($0)) }
    }
  }
}
