public import RoutingCore

/// Reads a trace line by line, whatever its format, in bounded memory.
///
/// A row that cannot be read becomes an error with its line and field, and reading goes on with the next.
public struct TraceReader<Failure: Error> {
  /// A record, or why a row is none.
  public typealias Item = TraceItem

  /// The format, nil before the first line that is not empty.
  public private(set) var format: TraceFormat?
  private let file: String?
  private var lines: LineReader<Failure>
  private var table: TraceTable?
  private var chats = ChatAncestry()
  private var isAtEnd = false
  private var hasSeenText = false

  /// Reads from chunks of bytes; without a format, the first line tells.
  public init(
    file: String? = nil, format: TraceFormat? = nil, maximumLineLength: Int = 1 << 20,
    nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    self.file = file
    self.format = format
    lines = LineReader(maximumLineLength: maximumLineLength, nextChunk: nextChunk)
  }

  /// The next row, or nil at the end; rethrows what the source of chunks throws.
  public mutating func next() throws(Failure) -> Item? {
    while !isAtEnd, let line = try lines.nextSlice() {
      switch line {
      case .tooLong(let number):
        hasSeenText = true
        return malformed(number, nil, "the line is longer than \(lines.maximumLineLength) bytes")
      case .text(let bytes, let number):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        if let item = read(bytes, number) { return item }
      }
    }
    if !hasSeenText {
      hasSeenText = true
      isAtEnd = true
      return malformed(1, nil, "the file is empty")
    }
    return nil
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, _ number: Int) -> Item? {
    let isFirst = !hasSeenText
    hasSeenText = true
    guard let format = format ?? TraceFormat(firstLine: Array(bytes)) else {
      isAtEnd = true
      let known = TraceFormat.allCases.map(\.rawValue).joined(separator: ", ")
      return malformed(number, nil, "the first line \(TextExcerpt.quoted(bytes)) is of no known format: \(known)")
    }
    self.format = format
    do throws(FormatError) {
      if format.hasHeader, isFirst {
        table = try TraceTable(format, header: CSVHeader(bytes), line: number)
        return nil
      }
      if let table { return .record(try table.record(bytes, line: number)) }
      return .record(try TraceObject.record(Array(bytes), line: number, format: format, chats: &chats))
    } catch {
      // Without a header there is nothing to read the other lines by.
      if format.hasHeader, table == nil { isAtEnd = true }
      return malformed(error.line, error.field, error.message)
    }
  }

  private func malformed(_ line: Int, _ field: String?, _ message: String) -> Item {
    .malformed(FormatError(file: file, line: line, field: field, message: message))
  }
}

/// A record of a trace, or why a row is none.
public enum TraceItem: Hashable, Sendable {
  /// A request of the trace.
  case record(TraceRecord)
  /// A row that is not one.
  case malformed(FormatError)
}
