import RoutingCore

/// A random schema, a value that keeps to it, and ways to break the value at one place.
struct SchemaSample {
  var schema: [JSONValue.Member]
  var value: JSONValue
  /// Values that differ from `value` at one place, with the pointer of the violation there.
  var broken: [(pointer: String, value: JSONValue)] = []

  init(depth: Int, using dice: inout SeededGenerator) {
    switch dice.index(below: depth > 0 ? 7 : 5) {
    case 0: self.init(type: "null", value: .null)
    case 1: self.init(type: "boolean", value: true)
    case 2: self.init(stringUsing: &dice)
    case 3: self.init(numberUsing: &dice)
    case 4: self.init(choiceUsing: &dice)
    case 5: self.init(arrayOfDepth: depth, using: &dice)
    default: self.init(objectOfDepth: depth, using: &dice)
    }
    // A value of another type breaks every schema, and keywords outside the subset break none.
    broken.append(("", value.bool == nil ? true : "no boolean"))
    if dice.unit() < 0.3 { schema.append(.init(name: "pattern", value: "^$")) }
  }

  private init(type: String, value: JSONValue) {
    schema = [.init(name: "type", value: JSONValue(.string(type)))]
    self.value = value
  }

  private init(stringUsing dice: inout SeededGenerator) {
    let text = String(repeating: dice.unit() < 0.5 ? "e\u{301}" : "😀", count: dice.index(below: 4))
    self.init(type: "string", value: JSONValue(.string(text)))
    let count = text.unicodeScalars.count
    schema.append(.init(name: "minLength", value: JSONValue(.integer(count))))
    schema.append(.init(name: "maxLength", value: JSONValue(.integer(count))))
    broken.append(("", JSONValue(.string(text + "x"))))
    if count > 0 { broken.append(("", JSONValue(.string(String(text.unicodeScalars.dropLast()))))) }
  }

  private init(numberUsing dice: inout SeededGenerator) {
    let integer = dice.index(below: 200) - 100
    self.init(type: dice.unit() < 0.5 ? "integer" : "number", value: JSONValue(.number(Double(integer))))
    schema.append(.init(name: "minimum", value: JSONValue(.integer(integer))))
    schema.append(.init(name: "maximum", value: JSONValue(.integer(integer))))
    broken += [("", JSONValue(.integer(integer + 1))), ("", JSONValue(.number(Double(integer) - 0.5)))]
  }

  private init(choiceUsing dice: inout SeededGenerator) {
    let choices: [JSONValue] = ["a", "b", [1, "c"]]
    self.init(type: "string", value: choices[dice.index(below: 2)])
    schema.append(.init(name: "enum", value: JSONValue(.array(choices))))
    // One more choice does not help where the type forbids it.
    broken += [("", "c"), ("", choices[2])]
  }

  private init(arrayOfDepth depth: Int, using dice: inout SeededGenerator) {
    let element = SchemaSample(depth: depth - 1, using: &dice)
    let elements = Array(repeating: element.value, count: dice.index(below: 4))
    self.init(type: "array", value: JSONValue(.array(elements)))
    schema.append(.init(name: "items", value: JSONValue(.object(element.schema))))
    schema.append(.init(name: "minItems", value: JSONValue(.integer(elements.count))))
    schema.append(.init(name: "maxItems", value: JSONValue(.integer(elements.count))))
    broken.append(("", JSONValue(.array(elements + [element.value]))))
    for place in elements.indices {
      for change in element.broken {
        var elements = elements
        elements[place] = change.value
        broken.append(("/\(place)\(change.pointer)", JSONValue(.array(elements))))
      }
    }
  }

  private init(objectOfDepth depth: Int, using dice: inout SeededGenerator) {
    let names = [("a", "/a"), ("b/c", "/b~1c"), ("~", "/~0"), ("", "/")].filter { _ in dice.unit() < 0.6 }
    let samples = names.map { _ in SchemaSample(depth: depth - 1, using: &dice) }
    let members = zip(names, samples).map { JSONValue.Member(name: $0.0, value: $1.value) }
    self.init(type: "object", value: JSONValue(.object(members.reversed())))
    schema += [
      .init(
        name: "properties",
        value: JSONValue(.object(zip(names, samples).map { .init(name: $0.0, value: JSONValue(.object($1.schema))) }))),
      .init(name: "required", value: JSONValue(.array(names.map { JSONValue(.string($0.0)) }))),
      .init(name: "additionalProperties", value: false),
    ]
    broken.append(("", JSONValue(.object(members + [.init(name: "extra", value: .null)]))))
    for place in members.indices {
      var fewer = members
      fewer.remove(at: place)
      broken.append(("", JSONValue(.object(fewer))))
      for change in samples[place].broken {
        var members = members
        members[place] = .init(name: names[place].0, value: change.value)
        broken.append((names[place].1 + change.pointer, JSONValue(.object(members))))
      }
    }
  }
}
