/// What happened in a simulation, one event a line, in bytes that follow from the seed alone.
///
/// A line is the moment in nanoseconds, the number of the request or `-`, and the event in words.
public struct FaultLog: Hashable, Sendable {
  /// What is kept of it.
  public enum Detail: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The digest alone.
    case digest
    /// The lines and their digest.
    case lines
  }

  /// What is kept.
  public let detail: Detail
  /// The lines, each with its line feed; empty where they are not kept.
  public private(set) var bytes: [UInt8] = []
  /// FNV-1a in 64 bits of all lines (Fowler, Noll and Vo).
  public private(set) var digest: UInt64 = 14_695_981_039_346_656_037

  init(_ detail: Detail) { self.detail = detail }

  /// The lines as text.
  ///
  /// - Complexity: O(n) in their length.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ line: @autoclosure () -> String) {
    switch detail {
    case .nothing: return
    case .digest: digest(line())
    case .lines:
      let line = line()
      digest(line)
      bytes.append(contentsOf: line.utf8)
      bytes.append(0x0A)
    }
  }

  private mutating func digest(_ line: String) {
    for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211 }
    digest = (digest ^ 0x0A) &* 1_099_511_628_211
  }
}
