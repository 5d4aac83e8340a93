import RoutingCore
import RoutingTestSupport
import Testing

/// What the pairs of a directive say.
@Suite(.offThePool) struct DirectivePairTests {
  typealias Example = (pairs: String, directive: Directive, ignored: [Complaint])

  /// Each stands for itself on a line, and pair by pair in a block.
  private static let examples: [Example] = [
    ("", Directive(), []),
    ("mode=normal", Directive(mode: .routing(.normal)), []),
    ("mode=high_confidence", Directive(mode: .routing(.highConfidence)), []),
    ("mode=vote", Directive(mode: .vote), []),
    ("mode=Vote", Directive(), [Complaint(.invalidValue, "mode=Vote")]),
    ("mode=", Directive(), [Complaint(.invalidValue, "mode=")]),
    ("mode=cheap mode=refine", Directive(mode: .refine), []),
    ("mode=cheap mode=no", Directive(mode: .routing(.cheap)), [Complaint(.invalidValue, "mode=no")]),
    ("budget=0.05", Directive(maximumCost: 0.05), []),
    ("budget=100", Directive(maximumCost: 100), []),
    ("budget=.5 latency=7.", Directive(maximumCost: 0.5, deadline: 7), []),
    ("budget=0", Directive(), [Complaint(.invalidValue, "budget=0")]),
    ("budget=100.01", Directive(), [Complaint(.invalidValue, "budget=100.01")]),
    ("budget=-1", Directive(), [Complaint(.invalidValue, "budget=-1")]),
    ("budget=nan", Directive(), [Complaint(.invalidValue, "budget=nan")]),
    ("budget=inf", Directive(), [Complaint(.invalidValue, "budget=inf")]),
    ("budget=0x1", Directive(), [Complaint(.invalidValue, "budget=0x1")]),
    ("budget=$1", Directive(), [Complaint(.invalidValue, "budget=$1")]),
    ("latency=300000", Directive(deadline: 300_000), []),
    ("latency=0.5", Directive(deadline: 0.5), []),
    ("latency=0.0", Directive(), [Complaint(.invalidValue, "latency=0.0")]),
    ("latency=300000.5", Directive(), [Complaint(.invalidValue, "latency=300000.5")]),
    ("latency=200ms", Directive(), [Complaint(.invalidValue, "latency=200ms")]),
    ("min_weight=0", Directive(minimumWeight: 0), []),
    ("min_weight=10", Directive(minimumWeight: 10), []),
    ("min_weight=", Directive(), [Complaint(.invalidValue, "min_weight=")]),
    ("min_weight=11", Directive(), [Complaint(.invalidValue, "min_weight=11")]),
    ("min_weight=1000", Directive(), [Complaint(.invalidValue, "min_weight=1000")]),
    ("min_weight=-1", Directive(), [Complaint(.invalidValue, "min_weight=-1")]),
    ("min_weight=5.0", Directive(), [Complaint(.invalidValue, "min_weight=5.0")]),
    ("output_schema=7", Directive(outputSchema: "7"), []),
    ("output_schema={\"a\":\"=\"}", Directive(outputSchema: "{\"a\":\"=\"}"), []),
    ("region=eu", Directive(regions: ["eu"]), []),
    ("region=EU,us", Directive(regions: ["EU", "us"]), []),
    ("provider=,p,,q,", Directive(providers: ["p", "q"]), []),
    ("provider=,", Directive(), [Complaint(.invalidValue, "provider=,")]),
    ("model=a/b,c", Directive(models: ["a/b", "c"]), []),
    ("model=", Directive(), [Complaint(.invalidValue, "model=")]),
    ("hint=claude=4", Directive(hint: "claude=4"), []),
    ("hint=", Directive(), [Complaint(.invalidValue, "hint=")]),
    ("colour=red", Directive(), [Complaint(.unknownKey, "colour=red")]),
    ("Mode=cheap", Directive(), [Complaint(.unknownKey, "Mode=cheap")]),
    ("=cheap", Directive(), [Complaint(.unknownKey, "=cheap")]),
    (
      "é mode=cheap fast x=1", Directive(mode: .routing(.cheap)),
      [Complaint(.notAPair, "é"), Complaint(.notAPair, "fast"), Complaint(.unknownKey, "x=1")]
    ),
  ]

  @Test("R-1403, R-1404, R-1405: pairs on a line and in a block mean the same", arguments: examples)
  func bothForms(example: Example) throws {
    let lines = example.pairs.split(separator: " ").map { $0 + "\n" }.joined()
    let spellings = [
      "@@tokenhub\n\(lines)@@end\nQ", "@@tokenhub \n \(lines)\t@@end \nQ",
      // An empty line would start a block.
      example.pairs.isEmpty ? "@@tokenhub\n@@end\nQ" : "@@tokenhub   \(example.pairs) \t\nQ",
    ]
    for spelling in spellings {
      let reading = try DirectiveReader.read(spelling)
      #expect(reading.directive == example.directive, "\(spelling)")
      #expect(reading.complaints == example.ignored, "\(spelling)")
      #expect(reading.texts == ["Q"], "\(spelling)")
    }
  }

  @Test("R-1403, R-206: a directive knows eight modes, and two of them choose models as normal does")
  func modes() {
    let names = RoutingMode.allCases.map(\.name) + ["vote", "refine"]
    #expect(names.count == 8)
    #expect(names.compactMap { DirectiveMode(name: $0)?.name } == names)
    #expect(names.compactMap { DirectiveMode(name: $0)?.selectionMode } == RoutingMode.allCases + [.normal, .normal])
    #expect(DirectiveMode(name: "") == nil)
  }

  @Test(
    "R-1403: numbers are read to the nearest Double",
    arguments: ["0.1", "0.05", "1.15", "99.9999999999999", "000000000000000000012.5", "3.00", "0.000000000000123"])
  func nearest(number: String) throws {
    #expect(try DirectiveReader.read("@@tokenhub budget=\(number)\nQ").directive.maximumCost?.value == Double(number))
  }

  @Test(
    "R-1403: numbers of any length are read or refused",
    arguments: [
      ("1." + String(repeating: "0", count: 5000), 1), ("0." + String(repeating: "3", count: 5000), 0.333333333333333),
      (String(repeating: "0", count: 5000) + "7", 7), (String(repeating: "9", count: 5000), nil),
      ("0.0000000000000000000000000000005", 5e-31),
      ("0." + String(repeating: "0", count: 5000) + "1", nil), ("1.2.3", nil), (".", nil), ("1e1", nil), ("1,5", nil),
      ("+1", nil), ("٣", nil),
    ] as [(String, Double?)])
  func longNumbers(number: String, value: Double?) throws {
    #expect(try DirectiveReader.read("@@tokenhub budget=\(number)\nQ").directive.maximumCost?.value == value)
    let weight = try DirectiveReader.read("@@tokenhub min_weight=\(number)\nQ").directive.minimumWeight
    #expect(weight == (value == 7 ? 7 : nil))
  }

  @Test("R-1404: in a block a value runs to the end of its line")
  func blockValues() throws {
    let reading = try DirectiveReader.read(
      "@@tokenhub\nhint = fast and small \nregion= eu , ,us\nmode=cheap x\n@@end\nQ")
    #expect(reading.directive == Directive(regions: ["eu", "us"], hint: "fast and small"))
    #expect(reading.complaints == [Complaint(.invalidValue, "mode=cheap x")])
  }

  @Test("R-1405: warnings name the message, keep 64 bytes whole, and end with the 256th")
  func warnings() throws {
    let long = "x" + String(repeating: "é", count: 40)
    let reading = try DirectiveReader.read("plain", "@@tokenhub \(long) mode=x\nQ")
    #expect(reading.warnings.first?.text == "x" + String(repeating: "é", count: 31))
    #expect(
      reading.warnings.map(\.description).last == "message 1: invalid value ignored: mode=x")
    let exact = String(repeating: "y", count: 64)
    #expect(try DirectiveReader.read("@@tokenhub \(exact) \(exact)z\nQ").warnings.map(\.text) == [exact, exact])
    let many = try DirectiveReader.read("@@tokenhub" + String(repeating: " a", count: 300) + " mode=cheap\nQ")
    #expect(many.warnings.count == DirectiveReading.maximumWarnings)
    #expect(many.directive.mode == .routing(.cheap))
  }

  @Test(
    "R-1406: a schema that is not JSON is an error that names its message",
    arguments: ["@@tokenhub output_schema={\nQ", "@@tokenhub\noutput_schema=\n@@end\nQ", "@@tokenhub output_schema=no"])
  func invalidSchema(text: String) {
    #expect(throws: DirectiveError.invalidOutputSchema(messageIndex: 1)) { try DirectiveReader.read("plain", text) }
  }

  @Test("R-1406: a schema in a directive that does not count is not looked at")
  func schemaThatDoesNotCount() throws {
    #expect(try DirectiveReader.read("@@tokenhub mode=cheap\n@@tokenhub output_schema=no\nQ").texts == ["Q"])
  }

  @Test("R-1407: a schema on a line that starts with a brace takes the rest of the line")
  func schemaOnLine() throws {
    let object = try DirectiveReader.read("@@tokenhub mode=cheap output_schema={\"a\": 1, \"mode\": {} } \nQ")
    #expect(object.directive == Directive(mode: .routing(.cheap), outputSchema: "{\"a\": 1, \"mode\": {} }"))
    let other = try DirectiveReader.read("@@tokenhub output_schema=\"s\" mode=vote\nQ")
    #expect(other.directive == Directive(mode: .vote, outputSchema: "\"s\""))
    #expect(throws: DirectiveError.self) { try DirectiveReader.read("@@tokenhub output_schema={} mode=vote\nQ") }
  }
}
