extension OutputSchema {
  /// The first violation in a value, or nil where the value is as asked (R-1602).
  ///
  /// A value is looked at before what it contains: first its type, then `const`, `enum`, the bounds, `required` in the
  /// order of the schema, names that are not allowed in the order of the answer; then its members or elements in the
  /// order of the answer, each with all it contains. Keywords that are about another type of value say nothing.
  ///
  /// - Complexity: O(n log n) in the size of the value, times the number of choices where there are `enum`s.
  public func firstViolation(in value: JSONValue) -> SchemaViolation? { violation(in: value, of: 0) }

  private func violation(in value: JSONValue, of place: Int) -> SchemaViolation? {
    let node = nodes[place]
    if let message = node.complaint(about: value) { return SchemaViolation(message: message) }
    switch value.content {
    case .null, .bool, .string, .integer, .number: return nil
    case .array(let elements):
      guard let items = node.items else { return nil }
      for (position, element) in elements.enumerated() {
        if let found = violation(in: element, of: items) { return found.inside(JSONPointer.step(position)) }
      }
    case .object(let members):
      for member in members {
        guard let property = node.propertyNames.position(of: member.name) else { continue }
        if let found = violation(in: member.value, of: node.propertyNodes[property]) {
          return found.inside(JSONPointer.step(member.name))
        }
      }
    }
    return nil
  }
}

extension SchemaNode {
  /// What is wrong with a value itself, whatever it contains.
  fileprivate func complaint(about value: JSONValue) -> String? {
    if allowsNothing { return "no value is allowed here" }
    if let types, !types.contains(where: { $0.includes(value) }) {
      return "expected \(types.map(\.name).joined(separator: " or ")), found \(value.kindName)"
    }
    if let constant, !constant.means(value) { return "expected \(TextExcerpt.quoted(constant.text.utf8))" }
    if let choices, !choices.contains(where: { $0.means(value) }) {
      let shown = choices.prefix(10).map { TextExcerpt.quoted($0.text.utf8) }.joined(separator: ", ")
      return "expected one of \(shown)\(choices.count > 10 ? ", …" : "")"
    }
    switch value.content {
    case .null, .bool: return nil
    case .integer, .number: return ExactNumber(value).flatMap(boundComplaint)
    case .string(let text):
      return length.broken(by: text.unicodeScalars.count).map { "the string has \($0) characters" }
    case .array(let elements): return itemCount.broken(by: elements.count).map { "the array has \($0) elements" }
    case .object(let members): return nameComplaint(about: members)
    }
  }

  private func boundComplaint(about number: ExactNumber) -> String? {
    if let minimum, number < minimum { return "\(number.text) is below \(minimum.text)" }
    if let maximum, number > maximum { return "\(number.text) is above \(maximum.text)" }
    return nil
  }

  private func nameComplaint(about members: [JSONValue.Member]) -> String? {
    if !required.isEmpty {
      let names = NameIndex(members.map(\.name))
      if let missing = required.first(where: { names.position(of: $0) == nil }) {
        return "the member \(TextExcerpt.quoted(missing.utf8)) is missing"
      }
    }
    guard !allowsOtherNames else { return nil }
    return members.first { propertyNames.position(of: $0.name) == nil }
      .map { "the member \(TextExcerpt.quoted($0.name.utf8)) is not allowed" }
  }
}
