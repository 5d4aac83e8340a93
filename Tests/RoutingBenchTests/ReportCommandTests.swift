import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ReportCommandTests {
  private let trace = Repository.root.appending(path: "Data/Traces/burstgpt3_head105.csv").path
  private static let names = ["out-differences.csv", "out-figures.csv", "out-timeline.csv", "out.html", "out.json"]

  /// Runs a command whose report goes to a folder of its own, and gives its files by name.
  private func files(_ arguments: [String]) throws -> (run: BenchProcess, files: [String: Data]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try BenchProcess(arguments + ["--report", folder.appending(path: "out.html").path])
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return (run, files)
  }

  @Test(
    "R-001: a report is a page, tables and a document, the same bytes each time, and names no folder of the machine")
  func bytes() throws {
    let arguments = ["replay", "--trace", trace, "--policy", "cheap,normal"]
    let (run, first) = try files(arguments)
    #expect(run.status == 0 && run.errors == "")
    #expect(first.keys.sorted() == Self.names)
    for name in Self.names { #expect(run.output.contains("/\(name)")) }
    #expect(try files(arguments).files == first)
    let page = String(decoding: try #require(first["out.html"]), as: UTF8.self)
    #expect(page.contains("--trace burstgpt3_head105.csv --policy cheap,normal --report out.html"))
    for folder in [Repository.root.path, FileManager.default.temporaryDirectory.path] {
      #expect(!page.contains(folder))
    }
    // As sha256sum prints it.
    #expect(page.contains("<bdi>a2d11429dbe5e06e640f412462f2f6448dfc4ed81fe4a8877451f1567d3695ea</bdi>"))
    let json = try BenchProcess(arguments + ["--json", "-"]).output
    #expect(first["out.json"] == Data(json.utf8))
  }

  @Test(
    "a report that cannot be written is refused before the replay, in one line",
    arguments: [
      (["--report", "out.csv"], "--report: 'out.csv' is not the name of an .html file"),
      (["--report", "/nowhere/out.html"], "/nowhere/out.html: cannot be written"),
      (["--report", ".html"], "is not the name of an .html file"),
    ])
  func unwritable(arguments: [String], message: String) throws {
    let run = try BenchProcess(["replay", "--trace", trace, "--policy", "cheap,normal"] + arguments)
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test("R-001: tables of scores are reported too: a page, a table and a document, the same bytes each time")
  func quality() throws {
    let table = Repository.root.appending(path: "Data/Quality/mtbench_routellm.csv").path
    let prices = try BenchProcess.temporaryFile(
      "prices.csv",
      "model,size,input_usd_per_mtok,output_usd_per_mtok\ngpt-4-1106-preview,,10,30\nmistralai/Mixtral-8x7B-Instruct-v0.1,,0.6,0.6\n"
    )
    defer { try? FileManager.default.removeItem(at: prices) }
    let arguments = ["quality", "--table", table, "--prices", prices.path]
    let (run, first) = try files(arguments)
    #expect(run.status == 0, "\(run.errors)")
    #expect(first.keys.sorted() == ["out-figures.csv", "out.html", "out.json"])
    #expect(try files(arguments).files == first)
    #expect(first["out.json"] == Data(try BenchProcess(arguments + ["--json", "-"]).output.utf8))
    let page = String(decoding: try #require(first["out.html"]), as: UTF8.self)
    #expect(page.contains("best single model") && !page.contains(Repository.root.path))
  }

  @Test("a report never overwrites the trace it is of")
  func overwriting() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "a-figures.csv")
    try FileManager.default.copyItem(atPath: trace, toPath: copy.path)
    let page = folder.appending(path: "a.html").path
    let run = try BenchProcess(["replay", "--trace", copy.path, "--policy", "cheap", "--report", page])
    #expect(run.status == 2 && run.errors.contains("is read, so the report cannot be written to it"))
    #expect(try Data(contentsOf: copy) == Data(contentsOf: URL(fileURLWithPath: trace)))
  }

  @Test("a report of anything but compared policies is refused")
  func meaningless() throws {
    for arguments in [["--trace", trace], ["--synthetic", "10"]] {
      let run = try BenchProcess(["replay", "--report", "out.html"] + arguments)
      #expect(run.status == 2 && run.errors.contains("--report means nothing beside"))
    }
  }
}
