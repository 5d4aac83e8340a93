import Foundation

/// The most memory that the process has held so far.
enum PeakMemory {
  /// In megabytes of 10⁶ bytes, as Linux counts resident pages; nil on systems that do not write it down.
  static var megabytes: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return line.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 / 1e6 }
    }
    return nil
  }
}
