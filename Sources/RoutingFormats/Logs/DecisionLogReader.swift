import RoutingCore

/// Reads a decision log line by line, in bounded memory.
///
/// A line that cannot be read becomes an error with its file, line and field, and reading goes on with the next. Empty
/// lines are passed over, and members that it does not know are.
public struct DecisionLogReader<Failure: Error> {
  private let file: String?
  private var lines: LineReader<Failure>

  /// Reads from chunks of bytes.
  public init(
    file: String? = nil, maximumLineLength: Int = 1 << 20, nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    self.file = file
    lines = LineReader(maximumLineLength: maximumLineLength, nextChunk: nextChunk)
  }

  /// The next line, or nil at the end; rethrows what the source of chunks throws.
  ///
  /// - Complexity: O(n) in the bytes read.
  public mutating func next() throws(Failure) -> DecisionLogItem? {
    while let line = try lines.nextSlice() {
      switch line {
      case .tooLong(let number):
        let message = "the line is longer than \(lines.maximumLineLength) bytes"
        return .malformed(FormatError(file: file, line: number, message: message))
      case .text(let bytes, let number):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        return item(Array(bytes), number)
      }
    }
    return nil
  }

  private func item(_ bytes: [UInt8], _ number: Int) -> DecisionLogItem {
    do throws(FormatError) {
      return .entry(try DecisionLogFields.entry(bytes, line: number), line: number)
    } catch {
      return .malformed(FormatError(file: file, line: number, field: error.field, message: error.message))
    }
  }
}

/// An entry of a log, or why a line is none.
public enum DecisionLogItem: Hashable, Sendable {
  /// An entry and the line that it stands on, from 1.
  case entry(DecisionLogEntry, line: Int)
  /// A line that is not one.
  case malformed(FormatError)
}
