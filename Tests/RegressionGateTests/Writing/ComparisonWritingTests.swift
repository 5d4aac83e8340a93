import RegressionGate
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ComparisonWritingTests {
  private static func comparison(path: String = "compiled") throws -> Comparison {
    let base = ReportText().with { $0.path = path }
    var new = base.with {
      $0.rates = [2e6, 2e6, 2e6]
      $0.allocations = "0.5"
    }
    new.rows.append(.init(path: "compiled", models: "512"))
    return try Comparison(
      base: base.report(), new: new.report("new.json"),
      rule: ComparisonRule(tolerance: 0.05, instructionTolerance: 0.01))
  }

  @Test("a row in words")
  func words() throws {
    let comparison = try Self.comparison()
    #expect(
      Comparison.cells(of: comparison.rows[0]) == [
        "compiled", "64", "+100.00 %", "+100.00 % to +100.00 %", "+100.00 %", "0.000 -> 0.500", "-",
        "REGRESSION: slower, allocates more",
      ])
    #expect(Comparison.cells(of: comparison.rows[2]).last == "new")
    #expect(comparison.summary == "1 of 1 rows got worse; up to 5.0 % slower is tolerated.")
  }

  @Test("Markdown holds a table line a row, and a name stays inside its cell")
  func markdown() throws {
    let lines = try Self.comparison(path: "a|b<c").markdown.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[4].hasPrefix(#"| a\|b\<c | 64 | +100.00 % |"#))
  }

  @Test("JUnit holds a test case a row, failures for regressions, and escapes names")
  func junit() throws {
    let text = try Self.comparison(path: #"a<b>&'"#).junit
    #expect(text.hasPrefix(#"<?xml version="1.0" encoding="UTF-8"?>"#))
    #expect(text.contains(#"tests="3" failures="1" errors="0" skipped="2""#))
    #expect(text.contains(#"name="a&lt;b&gt;&amp;' at 64""#))
    #expect(text.contains(#"<failure message="REGRESSION: slower, allocates more">"#))
    #expect(text.contains(#"<skipped message="not judged"/>"#))
    #expect(text.ranges(of: "</testcase>").count == 3)
  }
}
