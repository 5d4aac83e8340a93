import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputSchemaLaws {
  @Test("R-1602: what keeps to a random schema passes; what breaks it at one place is found at that place")
  func firstViolation() throws {
    var broken = 0
    for seed in 0..<2000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1602)
      let sample = SchemaSample(depth: 3, using: &dice)
      let schema = try OutputSchema(JSONValue(.object(sample.schema)))
      #expect(schema.firstViolation(in: sample.value) == nil, "seed \(seed)")
      #expect(schema.violation(in: "Here:\n```json\n\(sample.value.text)\n```") == nil, "seed \(seed)")
      for change in sample.broken.shuffled(using: &dice).prefix(10) {
        broken += 1
        let found = schema.firstViolation(in: change.value)
        #expect(found?.pointer == change.pointer, "seed \(seed): \(schema.text) \(change.value.text)")
      }
    }
    #expect(broken > 5000)
  }

  @Test("R-1608: a schema's text reads back as the same schema, given as an object, a string or text")
  func text() throws {
    for seed in 0..<500 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1608)
      let schema = try OutputSchema(JSONValue(.object(SchemaSample(depth: 3, using: &dice).schema)))
      #expect(try OutputSchema(parsing: schema.text) == schema)
      #expect(try OutputSchema(JSONValue(.string(schema.text))) == schema)
      #expect(try OutputSchema(parsing: schema.text).ignoredKeywords == schema.ignoredKeywords)
    }
  }

  @Test("mutilated schemas and answers end in a schema, a violation or a typed error, never in a trap")
  func soup() {
    var schemas = 0
    for seed in 0..<3000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1604)
      let sample = SchemaSample(depth: 3, using: &dice)
      let text = mutilated(JSONValue(.object(sample.schema)).text, using: &dice)
      guard let schema = try? OutputSchema(parsing: text) else { continue }
      schemas += 1
      _ = schema.violation(in: mutilated(sample.value.text, using: &dice))
    }
    #expect(schemas > 100)
  }

  private func mutilated(_ text: String, using dice: inout SeededGenerator) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<1 + dice.index(below: 2) where !bytes.isEmpty {
      let place = dice.index(below: bytes.count)
      switch dice.index(below: 3) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      case 1: bytes.remove(at: place)
      default: bytes.insert(Array("{}[]\",:-019etnl`\\".utf8)[dice.index(below: 17)], at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
