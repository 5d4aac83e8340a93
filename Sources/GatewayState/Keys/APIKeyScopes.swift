public import RoutingCore

/// Which scopes a key has, kept as the text of a JSON array.
public struct APIKeyScopes: Hashable, Sendable {
  /// The text as it is stored and listed, such as `["chat","plan"]`.
  public let text: String
  private let grant: Grant

  private enum Grant: Hashable, Sendable {
    /// The list is empty.
    case everything
    case these(Set<APIKeyScope>)
    /// The text is no list of names.
    case nothing
  }

  /// The empty list, which allows everything, also what later versions add.
  public static let all = APIKeyScopes(stored: "[]")

  /// Every scope by its name: what a key gets where its maker names none (H-033).
  public static let everyScope = APIKeyScopes(APIKeyScope.allCases)

  /// Makes a list of scopes; an empty one allows everything.
  public init(_ scopes: [APIKeyScope]) {
    self.init(stored: JSONValue(.array(scopes.map { JSONValue(.string($0.rawValue)) })).text)
  }

  /// Reads what a request says: an array of names, or a string with the text of one; nil where it is neither, or a name is unknown.
  ///
  /// The empty string and the empty array allow everything.
  public init?(json: JSONValue) {
    let list = json.string.map { $0.isEmpty ? JSONValue(.array([])) : try? JSONValue(parsing: Array($0.utf8)) } ?? json
    guard let elements = list?.elements else { return nil }
    var scopes: [APIKeyScope] = []
    for element in elements {
      guard let scope = element.string.flatMap(APIKeyScope.init(rawValue:)) else { return nil }
      if !scopes.contains(scope) { scopes.append(scope) }
    }
    self.init(scopes)
  }

  /// Takes stored text as it is; what is no array of strings allows nothing, and unknown names in one add nothing.
  public init(stored text: String) {
    self.text = text
    guard !text.isEmpty else {
      grant = .everything
      return
    }
    let elements = (try? JSONValue(parsing: Array(text.utf8)))?.elements
    let names = elements?.compactMap(\.string)
    guard let elements, let names, names.count == elements.count else {
      grant = .nothing
      return
    }
    grant = names.isEmpty ? .everything : .these(Set(names.compactMap(APIKeyScope.init(rawValue:))))
  }

  /// Whether a key with these scopes may do what a scope covers.
  public func allows(_ scope: APIKeyScope) -> Bool {
    switch grant {
    case .everything: true
    case .these(let scopes): scopes.contains(scope)
    case .nothing: false
    }
  }
}
