import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct JSONWriterTests {
  /// A random value, in the form that reading gives.
  private func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
    let texts = ["", "a", "é😀", "\u{0}\u{1F}\u{7F}", "\"\\/\n\r\t", "line\u{2028}end"]
    switch generator.index(below: depth > 0 ? 8 : 6) {
    case 0: return JSONValue(.null)
    case 1: return JSONValue(.bool(generator.unit() < 0.5))
    case 2: return JSONValue(.integer(Int(truncatingIfNeeded: generator.next()) >> generator.index(below: 63)))
    case 3, 4:
      let double = Double(bitPattern: generator.next())
      guard double.isFinite, double != double.rounded() else { return JSONValue(.number(0.1)) }
      return JSONValue(.number(double))
    case 5: return JSONValue(.string(texts[generator.index(below: texts.count)]))
    case 6: return JSONValue(.array((0..<generator.index(below: 4)).map { _ in value(&generator, depth: depth - 1) }))
    default:
      return JSONValue(
        .object(
          (0..<generator.index(below: 4)).map {
            JSONValue.Member(name: "\(texts[$0])\($0)", value: value(&generator, depth: depth - 1))
          }))
    }
  }

  @Test("what is written reads back as it was, for thousands of random trees")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<3000 {
      let value = value(&generator, depth: 4)
      var writer = JSONWriter()
      writer.value(value)
      #expect(try JSONValue(parsing: writer.bytes) == value)
    }
  }

  @Test(
    "doubles read back bit for bit, whole ones without a point",
    arguments: [
      (0.1, "0.1"), (1e-7, "1e-07"), (5, "5"), (-0.0, "-0.0"), (0, "0"), (1e300, "1e+300"),
      (0x1p53, "9007199254740992.0"),
      (Double.leastNonzeroMagnitude, "5e-324"), (Double.infinity, "null"), (.nan, "null"),
    ])
  func doubles(value: Double, text: String) throws {
    var writer = JSONWriter()
    writer.number(value)
    #expect(writer.text == text)
    guard value.isFinite, case .number(let read) = try JSONValue(parsing: writer.bytes).content else { return }
    #expect(read.bitPattern == value.bitPattern)
  }
}
