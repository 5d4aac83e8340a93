/// Bytes that arrived and were not used yet.
struct InputBuffer: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0
  /// Up to where a search for the end of a head found none.
  private var searched = 0

  var isEmpty: Bool { start == bytes.count }
  var count: Int { bytes.count - start }

  mutating func append(_ more: [UInt8]) {
    if start > 0 && start >= bytes.count / 2 {
      bytes.removeFirst(start)
      searched = max(0, searched - start)
      start = 0
    }
    bytes += more
  }

  /// Takes up to so many bytes.
  mutating func take(atMost limit: Int) -> [UInt8] {
    let end = min(bytes.count, start + limit)
    defer { start = end }
    return Array(bytes[start..<end])
  }

  /// Takes a line without its CR LF; nil where none has ended within the limit.
  mutating func line(limit: Int) throws(RequestProblem) -> ArraySlice<UInt8>? {
    guard let end = bytes[start...].prefix(limit).firstIndex(of: 10) else {
      if count >= limit { throw .malformed }
      return nil
    }
    guard end > start, bytes[end - 1] == 13 else { throw .malformed }
    defer { start = end + 1 }
    return bytes[start..<(end - 1)]
  }

  /// Takes a request line and header fields without the empty line after them; nil where they have not ended.
  mutating func head() throws(RequestProblem) -> ArraySlice<UInt8>? {
    // Empty lines before a request are skipped (RFC 9112, section 2.2).
    while count >= 2, bytes[start] == 13, bytes[start + 1] == 10 { start += 2 }
    var position = max(start, searched - 3)
    while position + 1 < bytes.count, position - start <= RequestHead.limit {
      // A client that ends its lines with LF alone would otherwise wait for ever.
      if bytes[position] == 10, bytes[position + 1] == 10 { throw .malformed }
      if bytes[position...].starts(with: [13, 10, 13, 10]) {
        defer { (start, searched) = (position + 4, 0) }
        return bytes[start..<position]
      }
      position += 1
    }
    searched = bytes.count
    if count > RequestHead.limit { throw .headTooLarge }
    return nil
  }
}
