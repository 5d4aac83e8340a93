/// The shape that an answer must have, in a subset of JSON Schema (R-1601 to R-1604, R-1608).
///
/// Checked are `type`, `properties`, `required`, `additionalProperties` as a boolean, `items` as one schema, `enum`,
/// `const`, `minLength`, `maxLength`, `minimum`, `maximum`, `minItems` and `maxItems`; inside a schema, `true` and
/// `false` stand for schemas that allow everything and nothing.
public struct OutputSchema: Sendable {
  /// How deep schemas may nest, the outermost counted as 1.
  public static let maximumDepth = 32

  /// The whole schema as compact JSON, fit for prompts.
  public let text: String
  /// Where keywords stand that are not checked, as RFC 6901 pointers in the order of the schema (R-1603).
  ///
  /// Besides keywords outside the subset these are subset keywords in a form outside it, such as
  /// `additionalProperties` with a schema. Names that only describe, such as `title`, are among them.
  public let ignoredKeywords: [String]

  let nodes: [SchemaNode]

  /// Reads a schema, which is an object or a string that holds the JSON of one (R-1608).
  ///
  /// - Throws: ``InvalidOutputSchema`` with the first thing wrong in the order of the schema.
  /// - Complexity: O(n log n) in the size of the schema.
  public init(_ value: JSONValue) throws(InvalidOutputSchema) {
    if let text = value.string {
      try self.init(parsing: text)
    } else {
      try self.init(schema: value)
    }
  }

  /// Reads a schema from its JSON.
  ///
  /// - Throws: ``InvalidOutputSchema`` where the text is not JSON, or with the first thing wrong in it.
  /// - Complexity: O(n log n) in the size of the schema.
  public init(parsing text: String) throws(InvalidOutputSchema) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw InvalidOutputSchema(pointer: "", problem: .notJSON(error))
    }
    try self.init(schema: value)
  }

  /// The schema that a request's member asks for, or nil where it asks for none (H-107, H-114).
  ///
  /// A member that is missing, null, an empty string or an empty object asks for none.
  ///
  /// - Throws: ``InvalidOutputSchema`` as the initialisers do.
  /// - Complexity: O(n log n) in the size of the schema.
  public static func requested(by member: JSONValue?) throws(InvalidOutputSchema) -> OutputSchema? {
    switch member?.content {
    case nil, .null: nil
    case .object(let members) where members.isEmpty: nil
    case .string(let text) where TextBytes.trimmed(text).isEmpty: nil
    case .bool, .integer, .number, .string, .array, .object: try member.map(OutputSchema.read)
    }
  }

  private static func read(_ value: JSONValue) throws(InvalidOutputSchema) -> OutputSchema { try OutputSchema(value) }

  private init(schema: JSONValue) throws(InvalidOutputSchema) {
    var reader = SchemaReader()
    _ = try reader.read(schema, at: "", depth: 1)
    guard schema["type"] != nil else { throw InvalidOutputSchema(pointer: "", problem: .missingType) }
    text = schema.text
    ignoredKeywords = reader.ignored
    nodes = reader.nodes
  }

  /// Whether the schema allows strings and nothing else.
  var isForStringsOnly: Bool {
    guard let types = nodes.first?.types else { return false }
    return types.allSatisfy { $0 == .string }
  }
}

/// Schemas are the same where their texts are: everything else follows from the text.
extension OutputSchema: Hashable {
  /// Whether both have the same text.
  public static func == (left: OutputSchema, right: OutputSchema) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Feeds the text to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
