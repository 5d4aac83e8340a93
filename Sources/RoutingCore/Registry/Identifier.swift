/// The name of a record, compared byte by byte.
///
/// Swift compares strings by canonical equivalence, so two ids of different bytes could be "equal" and their order
/// could depend on Unicode tables. R-515 breaks ties by bytes, and a registry key must be what the operator typed.
public struct Identifier<Record>: Hashable, Sendable {
  /// The text as given.
  public let text: String

  /// Makes an identifier of `text`, which is checked by the registry and not here.
  public init(_ text: String) {
    self.text = text
  }

  /// Whether both are the same bytes.
  public static func == (lhs: Identifier, rhs: Identifier) -> Bool {
    lhs.text.utf8.elementsEqual(rhs.text.utf8)
  }

  /// Hashes the text; equal bytes are equal strings, so this agrees with `==`.
  public func hash(into hasher: inout Hasher) {
    text.hash(into: &hasher)
  }
}

extension Identifier: Comparable {
  /// Whether `lhs` comes first in byte order.
  public static func < (lhs: Identifier, rhs: Identifier) -> Bool {
    lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
  }
}

extension Identifier: ExpressibleByStringLiteral {
  /// Makes an identifier from a literal.
  public init(stringLiteral text: String) {
    self.init(text)
  }
}

extension Identifier: CustomStringConvertible {
  /// The text as given.
  public var description: String { text }
}

/// The key of a model in a registry.
public typealias ModelID = Identifier<Model>
/// The key of a provider in a registry.
public typealias ProviderID = Identifier<Provider>
