/// Turns the JSON of a schema into nodes, outer ones first.
struct SchemaReader {
  private(set) var nodes: [SchemaNode] = []
  /// Where keywords stand that are not checked (R-1603), in the order of the schema.
  private(set) var ignored: [String] = []

  /// Reads a schema and those inside it; gives the place of its node.
  mutating func read(_ schema: JSONValue, at pointer: String, depth: Int) throws(InvalidOutputSchema) -> Int {
    guard depth <= OutputSchema.maximumDepth else {
      throw InvalidOutputSchema(pointer: pointer, problem: .tooDeep)
    }
    let place = nodes.count
    nodes.append(SchemaNode())
    switch schema.content {
    case .bool(let allowsAll) where depth > 1: nodes[place].allowsNothing = !allowsAll
    case .object(let members):
      for member in members {
        let keyword = Keyword(value: member.value, pointer: pointer + JSONPointer.step(member.name), depth: depth)
        try read(keyword, called: member.name, into: place)
      }
    case .null, .bool, .integer, .number, .string, .array:
      throw InvalidOutputSchema(pointer: pointer, problem: .notASchema(found: schema.kindName))
    }
    return place
  }

  /// The value of a keyword and where it stands.
  private struct Keyword {
    let value: JSONValue
    let pointer: String
    let depth: Int

    func malformed(_ expected: String) -> InvalidOutputSchema {
      InvalidOutputSchema(pointer: pointer, problem: .malformedKeyword(expected: expected))
    }
  }

  private mutating func read(
    _ keyword: Keyword, called name: String, into place: Int
  ) throws(InvalidOutputSchema) {
    switch name {
    case "type": nodes[place].types = try types(keyword)
    case "const": nodes[place].constant = keyword.value
    case "enum": nodes[place].choices = try choices(keyword)
    case "minimum": nodes[place].minimum = try number(keyword)
    case "maximum": nodes[place].maximum = try number(keyword)
    case "minLength": nodes[place].length.lowest = try count(keyword)
    case "maxLength": nodes[place].length.highest = try count(keyword)
    case "minItems": nodes[place].itemCount.lowest = try count(keyword)
    case "maxItems": nodes[place].itemCount.highest = try count(keyword)
    case "required": nodes[place].required = try names(keyword)
    case "properties": try readProperties(keyword, into: place)
    case "additionalProperties": try readAdditionalProperties(keyword, into: place)
    case "items": try readItems(keyword, into: place)
    default: ignored.append(keyword.pointer)
    }
  }

  private func types(_ keyword: Keyword) throws(InvalidOutputSchema) -> [SchemaType] {
    let expected = "the name of a type or a list of such names"
    let values: [JSONValue]
    switch keyword.value.content {
    case .string: values = [keyword.value]
    case .array(let elements) where !elements.isEmpty: values = elements
    case .null, .bool, .integer, .number, .array, .object: throw keyword.malformed(expected)
    }
    var types: [SchemaType] = []
    for value in values {
      guard let name = value.string else { throw keyword.malformed(expected) }
      guard let type = SchemaType(name: name) else {
        throw InvalidOutputSchema(pointer: keyword.pointer, problem: .unknownType(name))
      }
      if !types.contains(type) { types.append(type) }
    }
    return types
  }

  private func choices(_ keyword: Keyword) throws(InvalidOutputSchema) -> [JSONValue] {
    // An empty list forbids every answer: better said before a model is paid than after.
    guard let choices = keyword.value.elements, !choices.isEmpty else {
      throw keyword.malformed("a list of at least one value")
    }
    return choices
  }

  private func number(_ keyword: Keyword) throws(InvalidOutputSchema) -> ExactNumber {
    guard let number = ExactNumber(keyword.value) else { throw keyword.malformed("a number") }
    return number
  }

  private func count(_ keyword: Keyword) throws(InvalidOutputSchema) -> Int {
    switch ExactNumber(keyword.value) {
    case .whole(let count) where count >= 0: return count
    case .other(let count) where count >= 0x1p63: return .max
    case .whole, .other, nil: throw keyword.malformed("a whole number from 0 up")
    }
  }

  private func names(_ keyword: Keyword) throws(InvalidOutputSchema) -> [String] {
    let names = keyword.value.elements?.compactMap(\.string)
    guard let names, names.count == keyword.value.elements?.count else { throw keyword.malformed("a list of strings") }
    return names
  }

  private mutating func readProperties(_ keyword: Keyword, into place: Int) throws(InvalidOutputSchema) {
    guard let members = keyword.value.members else { throw keyword.malformed("an object of schemas") }
    nodes[place].propertyNames = NameIndex(members.map(\.name))
    for member in members {
      let pointer = keyword.pointer + JSONPointer.step(member.name)
      nodes[place].propertyNodes.append(try read(member.value, at: pointer, depth: keyword.depth + 1))
    }
  }

  private mutating func readAdditionalProperties(_ keyword: Keyword, into place: Int) throws(InvalidOutputSchema) {
    switch keyword.value.content {
    case .bool(let allows): nodes[place].allowsOtherNames = allows
    // JSON Schema allows a schema here, which is outside the subset: not checked, not an error.
    case .object: ignored.append(keyword.pointer)
    case .null, .integer, .number, .string, .array: throw keyword.malformed("true or false")
    }
  }

  private mutating func readItems(_ keyword: Keyword, into place: Int) throws(InvalidOutputSchema) {
    switch keyword.value.content {
    case .bool, .object: nodes[place].items = try read(keyword.value, at: keyword.pointer, depth: keyword.depth + 1)
    // A list with a schema for each position is how older drafts describe tuples: outside the subset.
    case .array: ignored.append(keyword.pointer)
    case .null, .integer, .number, .string: throw keyword.malformed("a schema")
    }
  }
}
