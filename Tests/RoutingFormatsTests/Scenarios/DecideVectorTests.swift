import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// The recorded answers of another engine (Tests/Fixtures/README.md).
@Suite(.offThePool) struct DecideVectorTests {
  @Test("R-516, R-311, R-131, R-315: all 320 recorded decisions of another engine are given here too")
  func recordedDecisions() throws {
    let lines = try Repository.bytes(of: "Tests/Fixtures/decide.jsonl").split(separator: 0x0A).map(Array.init)
    #expect(lines.count == 320)
    for (number, line) in lines.enumerated() {
      let (answer, error) = ScenarioAnswer.answer(toLine: line, number: number + 1)
      #expect(error == nil)
      let scenario = JSONField(try JSONValue(parsing: line))
      let expected = try scenario.required("expect")
      let actual = JSONField(try JSONValue(parsing: answer))
      let id = try scenario.required("id").string()
      for part in ["decision", "error", "ranked", "excluded"] {
        let difference = Self.difference(try actual.optional(part)?.value, try expected.optional(part)?.value, part)
        #expect(difference == nil, "\(id)")
      }
    }
  }

  /// Where two answers differ: texts must be equal, numbers within 1e-12 of each other.
  static func difference(_ actual: JSONValue?, _ expected: JSONValue?, _ path: String) -> String? {
    switch (actual?.content, expected?.content) {
    case (nil, nil): return nil
    case (.array(let a)?, .array(let b)?):
      guard a.count == b.count else { return "\(path): \(a.count) elements instead of \(b.count)" }
      return zip(a, b).enumerated().lazy.compactMap { difference($1.0, $1.1, "\(path)[\($0)]") }.first
    case (.object(let a)?, .object(let b)?):
      return b.lazy.compactMap { member in
        difference(a.first { $0.name == member.name }?.value, member.value, "\(path).\(member.name)")
      }.first
    case (let a?, let b?):
      if a == b { return nil }
      guard let x = number(a), let y = number(b), abs(x - y) <= 1e-12 * max(abs(x), abs(y)) else {
        return "\(path): \(a) instead of \(b)"
      }
      return nil
    default: return "\(path): \(String(describing: actual)) instead of \(String(describing: expected))"
    }
  }

  private static func number(_ content: JSONValue.Content) -> Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  @Test("a number off by a millionth is a difference")
  func comparisonCanFail() {
    let one = JSONValue(.array([JSONValue(.number(1))]))
    let other = JSONValue(.array([JSONValue(.number(1.000001))]))
    #expect(Self.difference(one, other, "x") != nil)
  }
}
