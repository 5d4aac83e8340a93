import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct FleetCommandTests {
  private let small = [
    "fleet", "--replicas", "1,3", "--delay", "0,4000", "--requests", "300", "--seeds", "2", "--models", "5", "--rate",
    "20", "--up", "20", "--down", "8", "--budget", "0.2",
  ]

  @Test("a table tells every number and delay, then the budget shared and split")
  func table() throws {
    let run = try BenchProcess(small)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("300 requests a run at 20 a second, seeds 1 to 2"), "\(run.output)")
    #expect(run.output.contains("a budget of 0.20 USD, shared:"))
    let rows = run.lines.map { $0.split(separator: " ").map(String.init) }
    for start in [["1", "0"], ["1", "4,000"], ["3", "0"], ["3", "4,000"]] {
      #expect(rows.count { $0.starts(with: start) && $0.count > 7 } == 2, "\(start)")
    }
    #expect(try BenchProcess(small).output == run.output)
  }

  @Test("R-001: JSON and CSV hold the same figures, the same for the same seed and others for another")
  func files() throws {
    let csv = try BenchProcess.temporaryFile("fleet.csv", "")
    defer { try? FileManager.default.removeItem(at: csv) }
    let run = try BenchProcess(small + ["--json", "-", "--csv", csv.path])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix(#"{"schema":"routing-bench/1","requests":300,"seeds":2,"seed":1,"models":5,"#))
    #expect(run.output == (try BenchProcess(small + ["--json", "-"])).output)
    #expect(run.output != (try BenchProcess(small + ["--json", "-", "--seed", "2"])).output)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let points = try #require(root["points"] as? [[String: Any]])
    let lines = try String(contentsOf: csv, encoding: .utf8).split(separator: "\r\n")
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(points.count == 4)
    #expect(rows.count == 5)
    for (point, row) in zip(points, rows.dropFirst()) {
      #expect(row.count == rows[0].count)
      for (name, cell) in zip(rows[0], row) {
        let error = name.hasSuffix("_se") ? String(name.dropLast(3)) : nil
        let figure = point[error ?? name] as? [String: Any]
        let value = (figure?[error == nil ? "mean" : "standard_error"] ?? point[name]) as? Double
        // This reader of JSON is off in the last digit or two.
        let isSame = value.map { abs($0 - (Double(cell) ?? .nan)) <= 1e-12 * abs($0) } ?? cell.isEmpty
        #expect(isSame, "\(name): \(cell)")
      }
    }
  }

  @Test(
    "what cannot be used is said in one line, with status 2",
    arguments: [
      (["--replicas", "0"], "--replicas: '0' is not a list of whole numbers from 1 to 256"),
      (["--replicas", "2,2"], "--replicas: 2 is there twice"), (["--delay", "1,,2"], "--delay: '1,,2'"),
      (["--delay=-1"], "--delay: '-1'"), (["--delay", "5,7,5"], "--delay: 5 is there twice"),
      (["--publish", "nan"], "--publish: 'nan' is not a number"), (["--publish=-1"], "--publish: '-1'"),
      (["--health", "inf"], "--health: 'inf'"), (["--rate", "0"], "--rate: '0'"),
      (["--requests", "0"], "--requests: '0'"), (["--budget", "1e7"], "--budget: '1e7'"),
      (["--up", "0"], "--up: '0'"), (["--down", "x"], "--down: 'x'"), (["--seeds", "0"], "--seeds: '0'"),
      (["--json", "-", "--csv", "-"], "--json and --csv cannot both be standard output"),
      (["--catalogue", "/dev/null"], "/dev/null:1:"), (["fast"], "unknown option 'fast'"),
    ])
  func errors(arguments: [String], message: String) throws {
    let run = try BenchProcess(["fleet"] + arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("without a budget nothing is said of one")
  func noBudget() throws {
    let run = try BenchProcess(
      [
        "fleet", "--replicas", "2", "--delay", "10", "--requests", "20", "--seeds", "1", "--models", "3", "--budget",
        "0",
      ])
    #expect(run.status == 0)
    #expect(!run.output.contains("budget"))
  }

  @Test("a plot is two drawings with a line for each number of replicas")
  func plot() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fleet-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try BenchProcess([
      "fleet", "--replicas", "1,3", "--delay", "0,500", "--requests", "300", "--seeds", "1", "--models", "3",
      "--plot", folder.appending(path: "f").path,
    ])
    #expect(run.status == 0 && run.errors == "")
    for name in ["f-regret.svg", "f-overshoot.svg"] {
      let drawing = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(drawing.contains("<svg") && drawing.contains("1 replica<") && drawing.contains("3 replicas<"))
    }
    let nowhere = try BenchProcess(["fleet", "--requests", "1", "--seeds", "1", "--plot", "/none/f"])
    #expect(nowhere.status == 2 && nowhere.errors.contains("/none/f-regret.svg"))
  }
}
