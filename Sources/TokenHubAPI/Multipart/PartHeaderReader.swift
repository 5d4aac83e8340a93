internal import RoutingCore

/// Collects the head of a part and reads it.
struct PartHeaderReader: Sendable {
  private var lines: [[UInt8]] = []
  private var line: [UInt8] = []
  private var byteCount = 0

  /// Takes a byte; whether it ended the head.
  mutating func took(_ byte: UInt8, limit: Int) throws(MultipartError) -> Bool {
    byteCount += 1
    guard byteCount <= limit else { throw .headersTooLarge }
    guard byte == 0x0A else {
      line.append(byte)
      return false
    }
    if line.last == 0x0D { line.removeLast() }
    defer { line = [] }
    guard let first = line.first else { return true }
    if first == 0x20 || first == 0x09, !lines.isEmpty {
      // A line that goes on, as mail has them (RFC 5322, section 2.2.3).
      lines[lines.count - 1] += line
    } else {
      lines.append(line)
    }
    return false
  }

  /// What the head says.
  func part() throws(MultipartError) -> MultipartPart {
    var disposition: HeaderValue?
    var mediaType: String?
    for line in lines {
      let malformed = MultipartError.malformedHeader(TextExcerpt.quoted(line))
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
        line[..<colon].allSatisfy(HeaderValue.isToken)
      else { throw malformed }
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      let text = TextBytes.trimmed(line[(colon + 1)...])
      switch name {
      case "content-disposition":
        guard disposition == nil, let value = HeaderValue(text) else { throw malformed }
        disposition = value
      case "content-type":
        guard mediaType == nil, let type = String(validating: text, as: UTF8.self) else { throw malformed }
        if type.lowercased().hasPrefix("multipart/") { throw .nested }
        mediaType = type
      case "content-transfer-encoding":
        let encoding = String(decoding: text, as: UTF8.self)
        guard ["7bit", "8bit", "binary"].contains(encoding.lowercased()) else {
          throw .encoded(TextExcerpt.quoted(encoding.utf8))
        }
      default: break
      }
    }
    guard let disposition, disposition.value.lowercased() == "form-data", let name = disposition["name"] else {
      throw .noName
    }
    return MultipartPart(
      name: HeaderValue.unescaped(name), fileName: disposition["filename"].map(HeaderValue.unescaped),
      mediaType: mediaType)
  }
}
