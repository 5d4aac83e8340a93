import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CompareCommandTests {
  /// A report with one compiled row, as fast as it says.
  private func report(_ rate: Int, allocations: Int = 0, seed: Int = 1) throws -> URL {
    try BenchProcess.temporaryFile(
      "report.json",
      """
      {"schema":"routing-bench/1","build":"release","seed":\(seed),"catalogue_date":null,
      "requests_per_pool":65536,"requests_per_epoch":8000,"calibration":{"version":1},"results":[
      {"path":"compiled","models":64,"threads":1,"mode":"mixed","providers":48,"refusal_share":0.02,"candidates":37.5,
      "allocations_per_decision":\(allocations),"round_rates":[\(rate),\(rate)],"round_calibration_rates":[1000,1000]}]}
      """)
  }

  @Test(
    "the exit status says whether something got worse, and the table what",
    arguments: [
      (4_000_000, 0, [], Int32(0), "ok"), (3_000_000, 0, [], 1, "REGRESSION: slower"),
      (3_000_000, 0, ["--tolerance", "40"], 0, "ok"), (4_000_000, 2, [], 1, "REGRESSION: allocates more"),
      (8_000_000, 0, [], 0, "faster"),
    ])
  func status(rate: Int, allocations: Int, options: [String], status: Int32, verdict: String) throws {
    let files = [try report(4_000_000), try report(rate, allocations: allocations)]
    defer { files.forEach { try? FileManager.default.removeItem(at: $0) } }
    let run = try BenchProcess(["compare"] + files.map(\.path) + options)
    #expect(run.status == status)
    #expect(run.lines.contains { $0.hasPrefix("compiled") && $0.hasSuffix(verdict) }, "\(run.output)")
    #expect(run.errors == "")
  }

  @Test("Markdown and JUnit go to files beside the table, or alone to standard output")
  func outputs() throws {
    let files = [try report(4), try report(3), try BenchProcess.temporaryFile("junit.xml", "")]
    defer { files.forEach { try? FileManager.default.removeItem(at: $0) } }
    let reports = files.prefix(2).map(\.path)
    let run = try BenchProcess(["compare"] + reports + ["--markdown", "-", "--junit", files[2].path])
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("### Routing performance\n"))
    #expect(!run.output.contains("-----  "))
    #expect(try String(contentsOf: files[2], encoding: .utf8).contains("<testsuite"))
  }

  @Test("reports that cannot be compared give status 2, and one line with file, line and field")
  func refused() throws {
    let files = [try report(4), try report(4, seed: 2)]
    defer { files.forEach { try? FileManager.default.removeItem(at: $0) } }
    let run = try BenchProcess(["compare"] + files.map(\.path))
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("routing-bench: \(files[1].path):1: seed: is 2, but 1 in \(files[0].path)"))
    let wrong = try BenchProcess(["compare", files[0].path, "/dev/null"])
    #expect(wrong.status == 2)
    #expect(wrong.errors == "routing-bench: /dev/null:1: the text ends in the middle of a value\n")
  }

  @Test("what cannot be run in turn gives status 2", arguments: ["/bin/true", "/no/such/binary"])
  func noContender(binary: String) throws {
    let run = try BenchProcess(["compare", "--run", binary, binary])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(binary), "\(run.errors)")
  }

  @Test("a build raced against itself is measured slice by slice; debug builds are refused", .timeLimit(.minutes(60)))
  func race() throws {
    let binary = BenchProcess.executable.path
    let run = try BenchProcess([
      "compare", "--run", binary, binary, "--models", "6", "--launches", "2", "--rounds", "3", "--slice", "0.1",
      "--tolerance", "900",
    ])
    #if DEBUG
    #expect(run.status == 2)
    #expect(run.errors.contains("\(binary):1: build: only release builds can be compared"), "\(run.errors)")
    #else
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.contains { $0.hasPrefix("scan ") && $0.contains(" 0.000 ") && $0.hasSuffix("ok") })
    #expect(run.lines.contains { $0.hasPrefix("calibration ") })
    #endif
  }

  @Test("slices are measured as they are asked for, and what is no slice ends it")
  func slices() throws {
    let run = try BenchProcess(
      ["slices", "--models", "6", "--paths", "scan"], input: "- 0 1000\n0 0 64\n0 65535 3\n1 0 64\n")
    #expect(run.status == 2)
    #expect(run.lines.count == 4)
    #expect(run.lines.first?.contains(#""round_rates":[]"#) == true)
    #expect(run.lines.dropFirst().allSatisfy { $0.hasPrefix(#"{"cpu_ns":"#) })
    #expect(run.errors == "routing-bench: slices: '1 0 64' is no slice\n")
  }

  @Test("a fixed number of decisions is made exactly, and nothing is timed")
  func fixedCount() throws {
    let run = try BenchProcess(["--models", "6", "--paths", "scan", "--decisions", "123"])
    #expect(run.status == 0)
    #expect(run.lines.count == 1)
    #expect(run.output.contains(#""decisions":123,"decisions_per_second":null"#), "\(run.output)")
  }
}
