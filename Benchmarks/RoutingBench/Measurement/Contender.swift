import Foundation
import RegressionGate
import RoutingFormats

/// Another build of this executable that measures slices as it is told.
final class Contender {
  /// No report without figures is longer.
  private static let longestLine = 1 << 22

  let binary: String
  /// What it says it can measure.
  let report: BenchReport
  private let process = Process()
  private let orders = Pipe()
  private let answers = Pipe()
  private var unread: [UInt8] = []

  /// Starts a binary and waits until it is ready.
  init(_ binary: String, _ arguments: [String]) throws {
    self.binary = binary
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = ["slices"] + arguments
    process.standardInput = orders
    process.standardOutput = answers
    do {
      try process.run()
    } catch {
      throw FileError(path: binary, reason: "cannot be started: \(FileError.reason(error))")
    }
    report = try BenchReport(parsing: try Contender.line(from: answers, &unread, binary), file: binary)
  }

  /// Has a slice measured.
  func measure(_ order: SliceOrder) throws -> SliceAnswer {
    do {
      try orders.fileHandleForWriting.write(contentsOf: Data((order.line + "\n").utf8))
    } catch {
      throw FileError(path: binary, reason: "stopped answering")
    }
    guard let answer = SliceAnswer(line: try Contender.line(from: answers, &unread, binary)) else {
      throw FileError(path: binary, reason: "gave an answer that is none to '\(order.line)'")
    }
    return answer
  }

  /// Lets the process end.
  func finish() {
    try? orders.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private static func line(from answers: Pipe, _ unread: inout [UInt8], _ binary: String) throws -> [UInt8] {
    while true {
      if let end = unread.firstIndex(of: 0x0A) {
        defer { unread.removeFirst(end + 1) }
        return Array(unread[..<end])
      }
      let bytes = answers.fileHandleForReading.availableData
      guard !bytes.isEmpty, unread.count < Contender.longestLine else {
        throw FileError(path: binary, reason: "is no routing-bench that can measure slices")
      }
      unread += bytes
    }
  }
}
