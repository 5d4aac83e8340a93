import Foundation

/// Rows of a trace on their way to a file, or to standard output for `-`, in pieces of 64 KB.
struct TraceOutput {
  private static let pieceSize = 1 << 16
  private let path: String
  private let handle: FileHandle
  /// What is not written yet.
  var bytes: [UInt8] = []

  init(_ path: String) throws(FileError) {
    self.path = path
    guard path != "-" else {
      handle = .standardOutput
      return
    }
    do {
      let url = URL(fileURLWithPath: path)
      try Data().write(to: url)
      handle = try FileHandle(forWritingTo: url)
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(FileError.reason(error))")
    }
  }

  /// Writes what there is, where it is enough for a piece or the last of it; tells whether it did.
  @discardableResult mutating func write(isLast: Bool) throws(FileError) -> Bool {
    guard bytes.count > TraceOutput.pieceSize || isLast else { return false }
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(FileError.reason(error))")
    }
    bytes.removeAll(keepingCapacity: true)
    return true
  }
}
