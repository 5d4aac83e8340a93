import RoutingCore
import RoutingFormats
import TrafficReplay

/// A shard's file as it is read: its head at once, and then a segment after the other.
struct ShardFile {
  let path: String
  let head: ShardHead
  private(set) var tail: ShardTail?
  /// The segment that comes next; nil at the end.
  private(set) var next: SegmentOutcomes?
  private var lines: LineReader<FileError>
  private var lineNumber = 0
  private var segments = 0

  /// The outcomes of a segment of a hundred policies over a large registry are shorter.
  private static let longestLine = 1 << 28
  /// Hours of fifteen years; so few that sums of counts cannot overflow.
  private static let mostSegments = 1 << 17

  init(_ path: String) throws {
    self.path = path
    let chunks = try FileChunks(path)
    lines = LineReader(maximumLineLength: ShardFile.longestLine) { () throws(FileError) in try chunks.next() }
    guard let first = try ShardFile.field(&lines, path, &lineNumber) else {
      throw FileError(path: path, reason: "is empty")
    }
    head = try ShardFile.located(path) { () throws(FormatError) in try ShardHead(first) }
  }

  /// Goes on to the next segment, or to the first.
  mutating func advance() throws {
    let former = next?.number
    next = nil
    guard let field = try ShardFile.field(&lines, path, &lineNumber) else {
      throw FileError(path: path, reason: "ends too early; the run that wrote it did not end")
    }
    let (head, segments) = (head, segments)
    let found = try ShardFile.located(path) { () throws(FormatError) -> (ShardTail?, SegmentOutcomes?) in
      if let tail = try ShardTail(field) { return (tail, nil) }
      return (nil, try OutcomesFields.segment(field, of: head))
    }
    if let tail = found.0 {
      guard tail.segments == segments else {
        throw FileError(path: path, reason: "has \(segments) of \(tail.segments) segments")
      }
      self.tail = tail
      return
    }
    guard let segment = found.1, head.shard.contains(segment.number), former.map({ $0 < segment.number }) ?? true,
      self.segments < ShardFile.mostSegments
    else { throw FormatError(file: path, line: lineNumber, message: "this segment does not belong here") }
    self.segments += 1
    next = segment
  }

  /// The next line that holds something, or nil at the end of the file.
  private static func field(
    _ lines: inout LineReader<FileError>, _ path: String, _ lineNumber: inout Int
  ) throws -> JSONField? {
    while let line = try lines.next() {
      switch line {
      case .tooLong(let number): throw FormatError(file: path, line: number, message: "the line is too long")
      case .text(let bytes, let number):
        lineNumber = number
        if bytes.isEmpty { continue }
        do {
          return JSONField(try JSONValue(parsing: bytes, firstLine: number))
        } catch {
          throw FormatError(file: path, line: number, message: "\(error)")
        }
      }
    }
    return nil
  }

  private static func located<Value>(_ path: String, _ body: () throws(FormatError) -> Value) throws -> Value {
    do throws(FormatError) {
      return try body()
    } catch {
      var error = error
      error.file = path
      throw error
    }
  }
}
