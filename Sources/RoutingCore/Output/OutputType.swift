/// The form that the text of an answer is brought into (R-1505).
public enum OutputType: CaseIterable, Hashable, Sendable {
  /// One JSON value and nothing around it.
  case json
  /// Text without Markdown.
  case text
  /// Markdown as the model wrote it.
  case markdown
  /// One XML document and nothing around it.
  case xml

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .json: "json"
    case .text: "text"
    case .markdown: "markdown"
    case .xml: "xml"
    }
  }

  /// Makes the type with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let type = OutputType.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  /// Whether a part of an answer is as useful as the part is long: cut JSON is no JSON (R-1507).
  var canBeCut: Bool {
    switch self {
    case .json, .xml: false
    case .text, .markdown: true
    }
  }
}
