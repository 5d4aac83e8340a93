import RoutingTestSupport

/// A page of documentation with commands in it, read as a person reads it: a command, and what must hold after it.
struct Seed {
  /// A command as it is printed, and the checks that are printed below it.
  struct Step: Hashable {
    /// The command, its lines joined by line feeds as on the page.
    var command: String
    /// The conditions of the assertions that follow, as on the page.
    var checks: [String] = []
  }

  /// The lines of the page.
  let lines: [String]

  /// Agent Quickstart (Registered Users).
  static let quickstart = "000_4d86962118bbf96a.txt"
  /// API Reference.
  static let reference = "001_92d5b3d777dc8b45.txt"
  /// The image agent.
  static let imageAgent = "002_8c564d43c48a1530.txt"

  init(_ name: String) throws { lines = Seed.lines(of: try Repository.text(of: "Tests/Fixtures/seeds/\(name)")) }

  init(text: String) { lines = Seed.lines(of: text) }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The commands of `curl` in order, each with its checks.
  ///
  /// A command begins a line, and goes on while a line ends in a backslash or a quotation is open.
  var steps: [Step] {
    var steps: [Step] = []
    var open: [String] = []
    for line in lines {
      if !open.isEmpty || line.hasPrefix("curl ") {
        open.append(line)
        let text = open.joined(separator: "\n")
        if !line.hasSuffix("\\"), text.count(where: { $0 == "'" }).isMultiple(of: 2) {
          steps.append(Step(command: text))
          open = []
        }
      } else if !steps.isEmpty, let check = Seed.check(in: line) {
        steps[steps.count - 1].checks.append(check)
      }
    }
    return steps
  }

  /// The items of a list such as `supported_model_formats:`.
  func items(of name: String) -> [String] {
    let rest = lines.drop { $0 != "\(name):" }.dropFirst()
    return rest.prefix { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
  }

  /// The lines that are a method and a path, as headings of a reference are.
  var headings: [String] {
    lines.filter { line in
      let words = line.split(separator: " ")
      return words.count == 2 && ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(words[0]) && words[1].hasPrefix("/")
    }
  }

  private static func check(in line: String) -> String? {
    let line = line.drop { $0 == " " }
    guard line.hasPrefix("assert("), line.hasSuffix(")") else { return nil }
    return String(line.dropFirst("assert(".count).dropLast())
  }
}
