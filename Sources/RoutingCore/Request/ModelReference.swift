/// What a caller wrote where a model is named: an id, an alias, a plan, a bare name, or a name at a provider.
public struct ModelReference: Hashable, Sendable {
  /// The text without white space around it; empty means that no model was named.
  public let text: String
  /// Whether nothing but what it names may serve; otherwise it is a preference.
  public var isStrict: Bool

  /// Makes a reference.
  public init(_ text: String, isStrict: Bool = false) {
    self.text = ModelReference.trimmed(text)
    self.isStrict = isStrict
  }

  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    else { return text }
    let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
    let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) } ?? start
    return String(scalars[start..<end])
  }

  /// Whether both are the same bytes and equally strict.
  public static func == (lhs: ModelReference, rhs: ModelReference) -> Bool {
    lhs.isStrict == rhs.isStrict && lhs.text.utf8.elementsEqual(rhs.text.utf8)
  }

  /// Hashes the text; equal bytes are equal strings, so this agrees with `==`.
  public func hash(into hasher: inout Hasher) {
    text.hash(into: &hasher)
  }
}

extension ModelReference: ExpressibleByStringLiteral {
  /// Makes a preference from a literal.
  public init(stringLiteral text: String) {
    self.init(text)
  }
}

extension ModelReference: CustomStringConvertible {
  /// The text.
  public var description: String { text }
}
