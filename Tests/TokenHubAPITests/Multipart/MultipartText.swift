import RoutingCore
import RoutingTestSupport
@testable import TokenHubAPI

/// A part as a test writes and reads it.
struct TestPart: Hashable {
  var head: MultipartPart
  var bytes: [UInt8] = []

  init(_ name: String, _ text: String = "", fileName: String? = nil, type: String? = nil) {
    head = MultipartPart(name: name, fileName: fileName, mediaType: type)
    bytes = Array(text.utf8)
  }

  init(_ head: MultipartPart, bytes: [UInt8]) {
    self.head = head
    self.bytes = bytes
  }
}

/// Writes bodies of parts as browsers do, and reads them with the parser.
enum MultipartText {
  static let boundary = "gc0pJq0M:08jU534c0p"

  static func escaped(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "%22"
      case "\r": "%0D"
      case "\n": "%0A"
      default: "\(scalar)"
      }
    }.joined()
  }

  static func body(_ parts: [TestPart], boundary: String = boundary, end: String = "\r\n") -> [UInt8] {
    var body: [UInt8] = []
    for part in parts {
      body += "--\(boundary)\(end)Content-Disposition: form-data; name=\"\(escaped(part.head.name))\"".utf8
      if let fileName = part.head.fileName { body += "; filename=\"\(escaped(fileName))\"".utf8 }
      body += end.utf8
      if let type = part.head.mediaType { body += "Content-Type: \(type)\(end)".utf8 }
      body += end.utf8
      body += part.bytes
      body += end.utf8
    }
    return body + "--\(boundary)--\(end)".utf8
  }

  /// The parts of a body that comes in pieces of these sizes, again and again.
  static func parts(
    _ body: [UInt8], boundary: String = boundary, limits: MultipartLimits = MultipartLimits(), pieces: [Int] = [.max]
  ) throws(MultipartError) -> [TestPart] {
    var parser = MultipartParser(boundary: Array(boundary.utf8), limits: limits)
    var events: [MultipartEvent] = []
    var place = 0
    var turn = 0
    while place < body.count {
      let count = min(max(pieces[turn % pieces.count], 1), body.count - place)
      events += try parser.push(Array(body[place..<place + count]))
      place += count
      turn += 1
    }
    events += try parser.finish()
    return parts(of: events)
  }

  /// The parts that events tell of, each of which must begin and end, before an end of the whole.
  static func parts(of events: [MultipartEvent]) -> [TestPart] {
    var parts: [TestPart] = []
    var open: TestPart?
    precondition(events.last == .end && events.count { $0 == .end } == 1)
    for event in events {
      switch event {
      case .partBegan(let head):
        precondition(open == nil)
        open = TestPart(head, bytes: [])
      case .partBytes(let bytes):
        precondition(open != nil && !bytes.isEmpty)
        open?.bytes += bytes
      case .partEnded:
        precondition(open != nil)
        open.map { parts.append($0) }
        open = nil
      case .end: precondition(open == nil)
      }
    }
    return parts
  }

  static func outcome(
    _ body: [UInt8], boundary: String = boundary, limits: MultipartLimits = MultipartLimits(), pieces: [Int] = [.max]
  ) -> Result<[TestPart], MultipartError> {
    Result { () throws(MultipartError) in
      try parts(body, boundary: boundary, limits: limits, pieces: pieces)
    }
  }
}

extension Dice {
  /// Bytes that are full of what looks like a boundary, but holds no whole line of it.
  mutating func nearBoundaries(_ boundary: String) -> [UInt8] {
    let delimiter = "--\(boundary)"
    var bytes: [UInt8] = []
    for _ in 0..<number(0...12) {
      switch number(0...9) {
      case 0: bytes += "\r\n\(delimiter.dropLast(number(1...5)))".utf8
      case 1: bytes += "\r\n\(delimiter)x".utf8
      case 2: bytes += "\r\n\(delimiter)-\r\n".utf8
      case 3: bytes += "\n\(delimiter)--x".utf8
      case 4: bytes += "\r\n\(delimiter) \t\r\r\n".utf8
      case 5: bytes += "\r\r\n\r".utf8
      case 6: bytes += "x\(delimiter)--".utf8
      case 7: bytes += "\r\n\(delimiter)\rx".utf8
      case 8: bytes += "\n\n-".utf8
      default: bytes.append(UInt8(number(0...255)))
      }
    }
    return bytes
  }
}
