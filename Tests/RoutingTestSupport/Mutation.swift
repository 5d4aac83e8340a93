package import RoutingCore

/// Makes broken input out of good input.
package enum Mutation {
  /// A few random changes: bytes flipped, put in, taken out, doubled, or everything after some place cut off.
  package static func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<1 + generator.index(below: 4) {
      let place = generator.index(below: bytes.count + 1)
      let end = min(place + generator.index(below: 12), bytes.count)
      switch generator.index(below: 8) {
      case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      case 1: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: generator.index(below: bytes.count + 1))
      case 4: bytes.removeSubrange(place...)
      case 5: bytes.insert(contentsOf: token(&generator), at: place)
      case 6: bytes.replaceSubrange(place..<end, with: token(&generator))
      default: bytes.append(contentsOf: bytes[place..<end])
      }
    }
    return bytes
  }

  /// Bytes that mean nothing, or one of the pieces that formats stumble over.
  package static func random(using generator: inout SeededGenerator) -> [UInt8] {
    (0..<generator.index(below: 200)).flatMap { _ in
      generator.unit() < 0.3 ? token(&generator) : [UInt8(truncatingIfNeeded: generator.next())]
    }
  }

  private static let tokens: [String] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r\n", "null", "true", "-", "0", "1e999", "-1", "1e-400", "0.5",
    "9223372036854775808", "99999999999999999999999999", "\\ud800", "\\u0000", "\u{FEFF}", "NaN", "é", "\"\"",
    "{\"a\":",
    "[[[[[[[[[[[[[[[[", "\"id\":", "\"models\":", "\"weight\":", "\"timestamp\":", "2023-11-16 18:17:03.97", " ",
    "TIMESTAMP,ContextTokens,GeneratedTokens\n", "\"kinds\":[]", "9007199254740993", "\u{0}",
  ]

  private static func token(_ generator: inout SeededGenerator) -> [UInt8] {
    Array(tokens[generator.index(below: tokens.count)].utf8)
  }
}
