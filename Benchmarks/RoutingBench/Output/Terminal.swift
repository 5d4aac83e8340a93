import Foundation

/// Where a command's words go.
enum Terminal {
  /// Writes to standard output.
  static func write(_ bytes: [UInt8]) {
    FileHandle.standardOutput.write(Data(bytes))
  }

  /// Writes a line to standard output.
  static func print(_ line: String) {
    write(Array((line + "\n").utf8))
  }

  /// Writes a line to standard error.
  static func complain(_ line: String) {
    FileHandle.standardError.write(Data("routing-bench: \(line)\n".utf8))
  }

  /// Writes a file, or standard output for `-`.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    if path == "-" { return write(bytes) }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(FileError.reason(error))")
    }
  }

  /// Whether someone is watching standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
}

/// A bar that fills on a terminal, and nothing in a pipe.
struct ProgressBar {
  private static let width = 30
  let isShown = Terminal.isWatched
  private var shown = ""

  /// Shows how far along the work is, from 0 to 1.
  mutating func show(_ share: Double, _ what: String) {
    guard isShown else { return }
    let filled = Int(Double(ProgressBar.width) * min(max(share, 0), 1))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: ProgressBar.width - filled)
    let line = "\r\u{1B}[K[\(bar)] \(what)"
    guard line != shown else { return }
    shown = line
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// Takes the bar away.
  func finish() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
