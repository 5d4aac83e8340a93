/// Cuts a stream of bytes into lines, with bounded memory.
///
/// Bytes come in chunks of any size from a function that returns nil at the end. Lines end in LF or CRLF; a byte order
/// mark at the very start is dropped. A line longer than the limit is not kept: it is reported by number and its bytes
/// are let go until the next line begins, so a file that is one line of a gigabyte costs a megabyte.
public struct LineReader<Failure: Error> {
  /// A line, or word of one that was too long.
  public enum Line: Hashable, Sendable {
    /// The bytes of a line, without its end.
    case text([UInt8], number: Int)
    /// A line above the limit.
    case tooLong(number: Int)
  }

  /// The longest line that is kept, in bytes.
  public let maximumLineLength: Int
  private let nextChunk: () throws(Failure) -> [UInt8]?
  private var chunk: [UInt8] = []
  private var position = 0
  private var pending: [UInt8] = []
  private var isTooLong = false
  private var number = 0
  private var isAtEnd = false

  /// Reads chunks from `nextChunk`, which is asked again only when the last chunk is used up.
  public init(maximumLineLength: Int = 1 << 20, nextChunk: @escaping () throws(Failure) -> [UInt8]?) {
    self.maximumLineLength = maximumLineLength
    self.nextChunk = nextChunk
  }

  /// The next line, or nil at the end; rethrows what the source of chunks throws.
  ///
  /// - Complexity: O(n) in the bytes read.
  public mutating func next() throws(Failure) -> Line? {
    switch try nextSlice() {
    case .text(let bytes, let number): .text(Array(bytes), number: number)
    case .tooLong(let number): .tooLong(number: number)
    case nil: nil
    }
  }

  /// The next line without a copy of it, unless it is cut by the end of a chunk.
  mutating func nextSlice() throws(Failure) -> LineSlice? {
    while !isAtEnd {
      if position == chunk.count {
        guard let fresh = try nextChunk() else {
          isAtEnd = true
          return pending.isEmpty && !isTooLong ? nil : finish()
        }
        chunk = fresh
        position = 0
        continue
      }
      guard let end = chunk[position...].firstIndex(of: 0x0A) else {
        keep(chunk[position...])
        position = chunk.count
        continue
      }
      let rest = chunk[position..<end]
      position = end + 1
      // Above the limit as far as ``keep(_:)`` can tell, wherever the chunks were cut.
      if rest.count > maximumLineLength + 1 { isTooLong = true }
      if pending.isEmpty { return line(rest) }
      keep(rest)
      return finish()
    }
    return nil
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    if isTooLong { return }
    // One byte of grace, for the CR of a line that is just as long as it may be.
    if pending.count + bytes.count > maximumLineLength + 1 {
      isTooLong = true
      pending.removeAll(keepingCapacity: true)
    } else {
      pending += bytes
    }
  }

  /// The line whose parts were kept.
  private mutating func finish() -> LineSlice {
    let bytes = pending
    pending = []
    return line(bytes[...])
  }

  /// One line, without its end and without a byte order mark at the start.
  private mutating func line(_ bytes: ArraySlice<UInt8>) -> LineSlice {
    number += 1
    let wasTooLong = isTooLong
    isTooLong = false
    var bytes = bytes
    if bytes.last == 0x0D { bytes.removeLast() }
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if wasTooLong || bytes.count > maximumLineLength { return .tooLong(number: number) }
    return .text(bytes, number: number)
  }
}

/// A line where it lies, to be let go before the next is asked for.
///
/// Outside of the reader, because what is nested in a generic type is looked up at run time for every line.
enum LineSlice {
  case text(ArraySlice<UInt8>, number: Int)
  case tooLong(number: Int)
}
