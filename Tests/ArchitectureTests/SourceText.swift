/// Swift source without what people wrote for people.
enum SourceText {
  /// The text with comments and the insides of string literals blanked, so that only code is left to look at.
  static func code(of source: String) -> String {
    var code = ""
    var rest = source[...]
    while let character = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        rest = (rest.dropFirst(2).firstRange(of: "*/")?.upperBound).map { rest[$0...] } ?? ""
      } else if rest.hasPrefix("\"\"\"") {
        rest = (rest.dropFirst(3).firstRange(of: "\"\"\"")?.upperBound).map { rest[$0...] } ?? ""
      } else if character == "\"" {
        rest = string(rest.dropFirst())
      } else {
        code.append(character)
        rest = rest.dropFirst()
      }
    }
    return code
  }

  /// What follows a string literal of one line, whose opening quote has been passed.
  private static func string(_ text: Substring) -> Substring {
    var rest = text
    while let character = rest.first {
      rest = rest.dropFirst()
      if character == "\\" { rest = rest.dropFirst() }
      if character == "\"" || character == "\n" { break }
    }
    return rest
  }

  /// The modules a file imports.
  static func imports(of source: String) -> [String] {
    code(of: source).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { return nil }
      return String(words[words.count - 1].split(separator: ".")[0])
    }
  }

  /// The names of the types a file declares at its outermost level.
  static func declaredTypes(in source: String) -> [String] {
    code(of: source).split(separator: "\n").compactMap { line in
      guard let first = line.first, first != " ", first != "}" else { return nil }
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      guard !words.contains("private"),
        let place = words.firstIndex(where: { ["struct", "enum", "class", "protocol", "typealias"].contains($0) }),
        words.count > place + 1
      else { return nil }
      return String(words[place + 1])
    }
  }

  /// The words of the code.
  static func words(of source: String) -> Set<Substring> {
    Set(code(of: source).split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }
}
