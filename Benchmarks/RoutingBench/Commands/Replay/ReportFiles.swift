import Foundation
import ReplayReporting
import RoutingCore
import TrafficReplay

/// The files of a report: a page, and beside it the tables for programs.
struct ReportFiles {
  static let option = Command.Option(
    name: "--report", value: "FILE",
    help: "also write a page with tables and plots to FILE.html, and beside it CSV and JSON")

  /// The page, which the others are named after.
  let page: String
  private let stem: String
  /// What the tables beside it are called.
  private let tables: [String]

  /// Takes the name of the page, which must not make one of the files overwrite one that is read; nil where no report is
  /// asked for.
  ///
  /// A replay may take long, so what would fail after it fails before.
  ///
  /// What is read is named by `inputs` where those are not the same arguments.
  init?(
    _ arguments: Arguments, inputs: Arguments? = nil, tables: [String] = ["figures", "differences", "timeline"]
  ) throws {
    guard let path = arguments.text("--report") else { return nil }
    let ending = [".html", ".htm"].first { path.hasSuffix($0) && path.count > $0.count }
    guard let ending else {
      throw UsageError(description: "--report: '\(path)' is not the name of an .html file")
    }
    page = path
    self.tables = tables
    stem = String(path.dropLast(ending.count))
    let read = inputs ?? arguments
    let policies = (read.text("--policy") ?? "").split(separator: ",").map(String.init)
    let inputs = (["--trace", "--catalogue", "--world", "--table", "--prices"].compactMap(read.text) + policies)
      .map(ReportFiles.standardized)
    for output in all {
      guard !inputs.contains(ReportFiles.standardized(output)) else {
        throw FileError(path: output, reason: "is read, so the report cannot be written to it")
      }
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw FileError(path: path, reason: "cannot be written: its folder is not there or not writable")
    }
  }

  private var all: [String] {
    [page] + tables.map { "\(stem)-\($0).csv" } + ["\(stem).json"]
  }

  /// Which files there are, in words.
  var summary: String { "report: " + all.joined(separator: ", ") }

  /// Writes the report, and a document for programs.
  func write(_ report: ComparisonReport, json: [UInt8]) throws {
    try write([report.html, report.figuresCSV, report.differencesCSV, report.timelineCSV, json])
  }

  /// Writes the page, the tables in their order and the document for programs.
  func write(_ contents: [[UInt8]]) throws {
    precondition(contents.count == all.count, "Every file has its bytes.")
    for (path, bytes) in zip(all, contents) { try Terminal.write(bytes, to: path) }
  }

  private static func standardized(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
