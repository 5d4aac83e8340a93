/// Takes the bytes of one body out of what arrives on a connection.
struct BodyDecoder: Sendable {
  private enum State: Hashable, Sendable {
    case bytes(Int)
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailer(Int)
    case end
  }

  /// What one step gave.
  enum Step: Hashable, Sendable {
    case bytes([UInt8])
    case needsMore
    case end
  }

  private static let lineLimit = 4096
  private var state: State

  init(_ framing: RequestHead.BodyFraming) {
    switch framing {
    case .length(let length): state = length == 0 ? .end : .bytes(length)
    case .chunked: state = .chunkSize
    }
  }

  var isAtEnd: Bool { state == .end }

  /// Takes the next piece of the body.
  mutating func next(from input: inout InputBuffer, atMost limit: Int = 262_144) throws(RequestProblem) -> Step {
    while true {
      switch state {
      case .end: return .end
      case .bytes(let left):
        let piece = input.take(atMost: min(left, limit))
        if piece.isEmpty { return .needsMore }
        state = left == piece.count ? .end : .bytes(left - piece.count)
        return .bytes(piece)
      case .chunkSize:
        guard let line = try input.line(limit: Self.lineLimit) else { return .needsMore }
        let size = try Self.size(line)
        state = size == 0 ? .trailer(RequestHead.limit) : .chunk(size)
      case .chunk(let left):
        let piece = input.take(atMost: min(left, limit))
        if piece.isEmpty { return .needsMore }
        state = left == piece.count ? .chunkEnd : .chunk(left - piece.count)
        return .bytes(piece)
      case .chunkEnd:
        guard let line = try input.line(limit: Self.lineLimit) else { return .needsMore }
        guard line.isEmpty else { throw .malformed }
        state = .chunkSize
      case .trailer(let left):
        guard let line = try input.line(limit: Self.lineLimit) else { return .needsMore }
        guard line.count < left else { throw .headTooLarge }
        state = line.isEmpty ? .end : .trailer(left - line.count)
      }
    }
  }

  /// The size at the beginning of a chunk; what an extension says after it has no meaning here.
  private static func size(_ line: ArraySlice<UInt8>) throws(RequestProblem) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 32 && $0 != 9 }
    // More than 15 digits would not fit a number.
    guard (1...15).contains(digits.count), digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .malformed }
    return size
  }
}
