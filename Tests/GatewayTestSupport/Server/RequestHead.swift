import ProviderAdapters

/// The request line and the header fields, read strictly as RFC 9112 writes them.
struct RequestHead: Hashable, Sendable {
  var method: String
  var path: String
  var query: String
  var fields: [HTTPField]
  /// Whether the connection stays for another request.
  var keepsAlive: Bool
  /// Whether the client understands transfer codings, as all since HTTP/1.1 do.
  var isModern: Bool
  /// How the body arrives.
  var framing: BodyFraming
  /// Whether the client waits for leave to send the body.
  var expectsContinue: Bool

  /// How a body arrives.
  enum BodyFraming: Hashable, Sendable {
    case length(Int)
    case chunked
  }

  /// The most bytes of a request line and header fields together.
  static let limit = 65_536

  /// Reads a head without its last, empty line.
  init(_ bytes: ArraySlice<UInt8>) throws(RequestProblem) {
    guard !bytes.contains(0), let lines = Self.lines(of: bytes), let first = lines.first else { throw .malformed }
    let words = first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(Self.isToken) else { throw .malformed }
    switch String(decoding: words[2], as: UTF8.self) {
    case "HTTP/1.1": isModern = true
    case "HTTP/1.0": isModern = false
    case let version where version.hasPrefix("HTTP/"): throw .unknownVersion
    default: throw .malformed
    }
    method = String(decoding: words[0], as: UTF8.self)
    (path, query) = try Self.target(words[1])
    fields = []
    for line in lines.dropFirst() { fields.append(try Self.field(line)) }
    let hosts = Self.values(of: "host", in: fields)
    guard hosts.count == 1 || hosts.isEmpty && !isModern else { throw .malformed }
    framing = try Self.framing(of: fields, isModern: isModern)
    let options = Self.values(of: "connection", in: fields).flatMap { $0.lowercased().split { $0 == "," || $0 == " " } }
    keepsAlive = isModern ? !options.contains("close") : options.contains("keep-alive")
    switch Self.values(of: "expect", in: fields).map({ $0.lowercased() }) {
    case []: expectsContinue = false
    case ["100-continue"]: expectsContinue = isModern
    default: throw .unknownExpectation
    }
  }
}

/// Why a request is not answered by the handler.
enum RequestProblem: Error, Hashable, Sendable {
  case malformed, headTooLarge, unknownVersion, unknownCoding, unknownExpectation

  /// The status that tells the client.
  var status: Int {
    switch self {
    case .malformed: 400
    case .unknownExpectation: 417
    case .headTooLarge: 431
    case .unknownCoding: 501
    case .unknownVersion: 505
    }
  }
}

extension RequestHead {
  /// The lines, each of which ended with CR LF; nil where one of the two stands alone.
  private static func lines(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    var lines: [ArraySlice<UInt8>] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      let isLast = line.endIndex == bytes.endIndex
      guard isLast || line.last == 13 else { return nil }
      let text = isLast ? line : line.dropLast()
      guard !text.contains(13) else { return nil }
      lines.append(text)
    }
    return lines
  }

  private static func target(_ bytes: ArraySlice<UInt8>) throws(RequestProblem) -> (path: String, query: String) {
    guard bytes.allSatisfy({ $0 > 32 && $0 < 127 }) else { throw .malformed }
    var target = Substring(decoding: bytes, as: UTF8.self)
    if target.hasPrefix("http://") {
      let authority = target.dropFirst("http://".count)
      target = authority.firstIndex(of: "/").map { authority[$0...] } ?? "/"
    }
    guard target.first == "/", !target.contains("#") else { throw .malformed }
    guard let mark = target.firstIndex(of: "?") else { return (String(target), "") }
    return (String(target[..<mark]), String(target[target.index(after: mark)...]))
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(RequestProblem) -> HTTPField {
    // A line that begins with a space would go on with the field before it, which RFC 9112 forbids.
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isToken)
    else { throw .malformed }
    var value = line[(colon + 1)...]
    while let byte = value.first, byte == 32 || byte == 9 { value.removeFirst() }
    while let byte = value.last, byte == 32 || byte == 9 { value.removeLast() }
    guard value.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else { throw .malformed }
    return HTTPField(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }

  private static func framing(of fields: [HTTPField], isModern: Bool) throws(RequestProblem) -> BodyFraming {
    let codings = values(of: "transfer-encoding", in: fields)
    let lengths = values(of: "content-length", in: fields)
    // Both at once, or two that differ, is how requests are smuggled past a proxy.
    guard codings.isEmpty || lengths.isEmpty && isModern else { throw .malformed }
    if !codings.isEmpty {
      guard codings.count == 1, codings[0].lowercased() == "chunked" else { throw .unknownCoding }
      return .chunked
    }
    guard let first = lengths.first else { return .length(0) }
    guard lengths.allSatisfy({ $0 == first }), first.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let length = Int(first)
    else { throw .malformed }
    return .length(length)
  }

  private static func values(of name: String, in fields: [HTTPField]) -> [String] {
    fields.filter { $0.name.lowercased() == name }.map(\.value)
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
