/// How the text of an answer is shaped before the client gets it (R-1502 to R-1509).
public struct OutputFormat: Hashable, Sendable {
  /// The form to bring the text into; nil leaves its form.
  public let type: OutputType?
  /// Whether what stands between think tags is removed (R-1504).
  public let stripsThinking: Bool
  /// The longest answer in tokens, above 0; nil sets no limit (R-1507).
  public let maximumTokens: Int?
  /// What the answer must be; then the type is JSON.
  public let schema: OutputSchema?

  /// Makes a format without a schema; a limit of 0 or below is none.
  public init(type: OutputType? = nil, stripsThinking: Bool = false, maximumTokens: Int? = nil) {
    self.init(type: type, stripsThinking: stripsThinking, limit: maximumTokens, schema: nil)
  }

  /// Makes a format of JSON that keeps to a schema; a limit of 0 or below is none.
  public init(schema: OutputSchema, stripsThinking: Bool = false, maximumTokens: Int? = nil) {
    self.init(type: .json, stripsThinking: stripsThinking, limit: maximumTokens, schema: schema)
  }

  private init(type: OutputType?, stripsThinking: Bool, limit: Int?, schema: OutputSchema?) {
    self.type = type
    self.stripsThinking = stripsThinking
    maximumTokens = limit.flatMap { $0 > 0 ? $0 : nil }
    self.schema = schema
  }

  /// Reads a format from its wire form, an object with `type`, `strip_think`, `max_tokens` and `schema` (H-113 to
  /// H-116).
  ///
  /// Members that are missing or null ask for nothing, and so do an empty type, a limit of 0 and an empty schema.
  /// Other members are ignored. A schema without a type asks for JSON.
  ///
  /// - Throws: ``InvalidOutputFormat``.
  /// - Complexity: O(n log n) in the size of the schema.
  public init(_ value: JSONValue) throws(InvalidOutputFormat) {
    guard value.members != nil else { throw .notAnObject(found: value.kindName) }
    let type = try OutputFormat.type(value["type"])
    let stripsThinking = try OutputFormat.flag(value["strip_think"])
    let limit = try OutputFormat.limit(value["max_tokens"])
    let schema: OutputSchema?
    do throws(InvalidOutputSchema) {
      schema = try OutputSchema.requested(by: value["schema"])
    } catch {
      throw .invalidSchema(error)
    }
    if schema != nil, let type, type != .json { throw .schemaBesideType(type) }
    self.init(
      type: schema == nil ? type : .json, stripsThinking: stripsThinking, limit: limit, schema: schema)
  }

  /// Whether nothing is asked for, so that answers stay as they are (R-1502).
  public var isPlain: Bool { type == nil && !stripsThinking && maximumTokens == nil && schema == nil }

  private static func type(_ value: JSONValue?) throws(InvalidOutputFormat) -> OutputType? {
    guard let value, !value.isNull else { return nil }
    guard let name = value.string else { throw .malformedMember(name: "type", expected: "a string") }
    if name.isEmpty { return nil }
    guard let type = OutputType(name: name) else { throw .unknownType(name) }
    return type
  }

  private static func flag(_ value: JSONValue?) throws(InvalidOutputFormat) -> Bool {
    guard let value, !value.isNull else { return false }
    guard let flag = value.bool else { throw .malformedMember(name: "strip_think", expected: "true or false") }
    return flag
  }

  private static func limit(_ value: JSONValue?) throws(InvalidOutputFormat) -> Int? {
    guard let value, !value.isNull else { return nil }
    guard let limit = value.integer, limit >= 0 else {
      throw .malformedMember(name: "max_tokens", expected: "a whole number from 0 up")
    }
    return limit
  }
}
