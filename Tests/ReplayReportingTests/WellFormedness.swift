/// Whether a text is well-formed XML, as far as pages and drawings need it: elements that close in order, attributes in
/// quotes and given once, references to known entities, and no characters that XML forbids.
struct WellFormedness {
  /// What is wrong, or nil.
  let problem: String?
  /// The values of all attributes called `id`.
  private(set) var identifiers: [String] = []
  /// The names of all elements, in the order in which they begin.
  private(set) var elements: [String] = []
  /// All attributes with their values.
  private(set) var attributes: [(name: String, value: String)] = []

  init(_ text: String) {
    var reader = Reader(rest: Array(text.unicodeScalars)[...])
    problem = reader.readAll()
    (identifiers, elements, attributes) = (reader.identifiers, reader.elements, reader.attributes)
  }

  private struct Reader {
    var rest: ArraySlice<Unicode.Scalar>
    var open: [String] = []
    var identifiers: [String] = []
    var elements: [String] = []
    var attributes: [(name: String, value: String)] = []

    mutating func readAll() -> String? {
      while let scalar = rest.first {
        if scalar == "<" {
          if let problem = readTag() { return problem }
        } else if let problem = check(scalar) {
          return problem
        }
      }
      return open.isEmpty ? nil : "never closed: \(open)"
    }

    /// A character of text or of a value, with the entity it begins.
    private mutating func check(_ scalar: Unicode.Scalar) -> String? {
      rest = rest.dropFirst()
      if scalar.value < 0x20, ![0x09, 0x0A, 0x0D].contains(scalar.value) { return "control character" }
      if scalar.value & 0xFFFE == 0xFFFE { return "no character" }
      guard scalar == "&" else { return nil }
      let name = string(rest.prefix { $0 != ";" }.prefix(8))
      return ["amp", "lt", "gt", "quot", "#39"].contains(name) ? nil : "unknown entity \(name)"
    }

    private mutating func readTag() -> String? {
      rest = rest.dropFirst()
      if rest.first == "!" {
        rest = rest.drop { $0 != ">" }.dropFirst()
        return nil
      }
      if rest.first == "/" {
        let name = string(rest.dropFirst().prefix { $0 != ">" })
        rest = rest.dropFirst(2 + name.unicodeScalars.count)
        return open.popLast() == name ? nil : "\(name) closes out of order"
      }
      let name = readName()
      guard !name.isEmpty else { return "no name after <" }
      elements.append(name)
      var names: Set<String> = []
      while let scalar = rest.first {
        switch scalar {
        case " ", "\n": rest = rest.dropFirst()
        case "/":
          rest = rest.dropFirst()
          guard rest.popFirst() == ">" else { return "stray slash" }
          return nil
        case ">":
          rest = rest.dropFirst()
          open.append(name)
          return nil
        default:
          let attribute = readName()
          guard !attribute.isEmpty, names.insert(attribute).inserted else { return "attribute '\(attribute)' twice" }
          if let problem = readValue(of: attribute) { return problem }
        }
      }
      return "cut within a tag"
    }

    private mutating func readValue(of attribute: String) -> String? {
      guard rest.popFirst() == "=", rest.popFirst() == "\"" else { return "\(attribute) has no value in quotes" }
      let value = rest.prefix { $0 != "\"" }
      while let scalar = rest.first, scalar != "\"" {
        if scalar == "<" { return "< in a value" }
        if let problem = check(scalar) { return problem }
      }
      guard rest.popFirst() == "\"" else { return "cut within a value" }
      if attribute == "id" { identifiers.append(string(value)) }
      attributes.append((attribute, string(value)))
      return nil
    }

    private mutating func readName() -> String {
      let name = rest.prefix {
        $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == ":"
      }
      rest = rest.dropFirst(name.count)
      return string(name)
    }

    private func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      return text
    }
  }
}
