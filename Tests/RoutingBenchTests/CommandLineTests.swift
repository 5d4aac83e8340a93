import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CommandLineTests {
  @Test(
    "every command explains itself",
    arguments: [
      ["--help"], ["bench", "--help"], ["decide", "-h"], ["explain", "--help"], ["replay", "--help"],
      ["compare", "--help"], ["slices", "-h"], ["threads", "--help"], ["fleet", "--help"],
      ["generate", "--help"], ["providers", "--help"], ["diff", "--help"], ["merge", "--help"],
      ["gateway", "--help"],
    ])
  func help(arguments: [String]) throws {
    let run = try BenchProcess(arguments)
    #expect(run.status == 0)
    #expect(run.output.contains("usage: routing-bench"))
    #expect(run.errors == "")
  }

  @Test(
    "what cannot be understood or opened is said in one line, with status 2",
    arguments: [
      (["fly"], "unknown command 'fly'"), (["bench", "--fast"], "unknown option '--fast'"),
      (["gateway", "--seconds", "0"], "--seconds: '0' is not a number from 0.1 to 3600.0"),
      (["--models", "0"], "--models: '0' is not a list of whole numbers from 1 to 100000"),
      (["bench", "--models", "6,,7"], "--models"),
      (["bench", "--mode", "vote"], "--mode: 'vote' is not one of normal, cheap"),
      (["bench", "--seconds"], "--seconds needs a value"),
      (["bench", "--seed", "1", "--seed", "2"], "--seed is given twice"),
      (["compare", "a"], "compare needs BASE and NEW"), (["compare", "a", "b", "c"], "unknown option 'c'"),
      (["compare", "a", "b", "--rounds", "3"], "--rounds is for --run"),
      (["decide"], "decide needs --scenarios FILE"),
      (["replay", "--rate", "5", "--trace", "-"], "--rate means nothing beside --trace"),
      (["replay", "--budget", "1"], "--budget means nothing beside synthetic traffic"),
      (["replay", "--arrivals", "even"], "--arrivals means nothing beside a replay without --open-loop"),
      (["generate", "--out", "/"], "/: cannot be written"),
      (["decide", "--scenarios", "/no/such/file"], "/no/such/file: cannot be opened"),
      (["replay", "--trace", "/"], "/: cannot be read"), (["explain", "--stream=yes"], "--stream takes no value"),
      (["explain", "--budget", "nan"], "--budget: 'nan' is not a number"),
      (["explain", "--require", "wings"], "--require: 'wings' is not one of tools"),
      (["explain", "--catalogue", "/dev/null"], "/dev/null:1: the text ends in the middle of a value"),
    ])
  func errors(arguments: [String], message: String) throws {
    let run = try BenchProcess(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("routing-bench: "))
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test(
    "the bench prints a table and writes the same as JSON, and in a release build no compiled decision allocates",
    .timeLimit(.minutes(60)))
  func bench() throws {
    let file = try BenchProcess.temporaryFile("bench.json", "")
    let run = try BenchProcess(["--models", "6,70", "--threads", "1,2", "--seconds", "0.2", "--json", file.path])
    #expect(run.status == 0)
    #expect(run.output.contains("397 models at 48 providers"))
    let paths = [
      "reference", "array-of-structs", "scan", "scan-from-names", "scan-3-fallbacks", "thompson", "prepared-live",
      "prepared-warm",
    ]
    let table = run.lines.map { $0.split(separator: " ").map(String.init) }.filter { paths.contains($0.first ?? "") }
    #expect(table.map { $0[0] } == paths + paths + paths + paths)
    #if !DEBUG
    // Without the optimiser even a loop over an array may allocate; the promise is about release builds.
    #expect(table.filter { $0[0].hasPrefix("scan") || $0[0] == "thompson" }.allSatisfy { $0[8] == "0.000" })
    // What is prepared allocates while it learns.
    #expect(table.filter { $0[0].hasPrefix("prepared") }.allSatisfy { (Double($0[8]) ?? 1) < 0.01 })
    #endif
    #expect(table.filter { $0[0] == "reference" }.allSatisfy { $0[8] != "0.000" })
    let json = try String(contentsOf: file, encoding: .utf8)
    #expect(json.hasPrefix(#"{"schema":"routing-bench/1","seed":1,"#))
    #expect(json.split(separator: #""path":"#).count == 33)
  }

  @Test("requests are selected, and their rows are rows of other traffic", arguments: ["hinted", "unhinted", "tight"])
  func selectedRequests(which: String) throws {
    let run = try BenchProcess(
      ["--models", "6", "--requests", which, "--paths", "scan,prepared-warm", "--decisions", "100"])
    #expect(run.status == 0)
    #expect(run.output.components(separatedBy: #""mode":"mixed, \#(which)""#).count == 3, "\(run.output)")
  }

  @Test("a path that nothing was measured beside has no ratio")
  func singlePath() throws {
    let run = try BenchProcess(["--models", "6", "--paths", "scan", "--seconds", "0.1"])
    #expect(run.status == 0)
    #expect(run.lines.contains { $0.hasPrefix("scan ") && $0.hasSuffix("-            -") }, "\(run.output)")
  }

  @Test("an explanation gives the choice, the scores and every other model's reason")
  func explain() throws {
    let run = try BenchProcess(["explain", "--mode", "cheap", "--require", "tools", "--hint", "nobody", "--top", "0"])
    #expect(run.status == 0)
    #expect(run.output.contains("chosen: "))
    #expect(run.output.contains("the hint is unknown"))
    #expect(run.output.contains("score = 0.7 cost + 0.1 latency + 0.1 failure - 0.1 weight"))
    #expect(run.output.contains("serves image, not chat"))
    let rows = run.lines.filter { $0.first?.isNumber == true }.count
    let excluded = run.lines.filter { $0.hasPrefix("  ") }.count
    #expect(rows + excluded == 397)
  }

  @Test("a scenario of a file can be explained by its id")
  func explainScenario() throws {
    let fixture = Repository.root.appending(path: "Tests/Fixtures/decide.jsonl").path
    let run = try BenchProcess(["explain", "--scenarios", fixture, "--id", "s0609"])
    #expect(run.status == 0)
    #expect(run.output.contains("refused: no eligible models registered"))
    let missing = try BenchProcess(["explain", "--scenarios", fixture, "--id", "none"])
    #expect(missing.status == 2)
  }

  /// A catalogue of two offers, with more members from line 5 on.
  private func catalogue(_ members: String) throws -> URL {
    try BenchProcess.temporaryFile(
      "catalogue.json",
      """
      {"models":[
      {"id":"maker/m","provider":"h","provider_model_id":"m","kind":"chat","price_usd":{"input_per_mtok":2}},
      {"id":"maker/n","provider":"k","provider_model_id":"n","kind":"chat","price_usd":{"input_per_mtok":1}}
      ],
      \(members)}
      """)
  }

  @Test("R-604: a plan of a catalogue can be named as the hint")
  func explainPlan() throws {
    let file = try catalogue(#""plans":[{"name":"solo","members":["n"]}]"#)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try BenchProcess(["explain", "--catalogue", file.path, "--hint", "solo"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("chosen: k/n"), "\(run.output)")
    let unnamed = try BenchProcess(["explain", "--catalogue", file.path])
    #expect(unnamed.output.contains("chosen: h/m"), "\(unnamed.output)")
  }

  @Test(
    "R-631: an alias that cannot be used is told in one line with file, line and record, and status 2",
    arguments: [
      (0, "h/m", "6: aliases[1]: variants[0].weight 0 lies outside 1...1000000000"),
      (1, "h/o", "6: alias 'bad': there is no model 'h/o'"),
    ])
  func explainWrongAlias(weight: Int, model: String, message: String) throws {
    let good = #"{"name":"good","variants":[{"model_id":"h/m","weight":1}]}"#
    let bad = #"{"name":"bad","variants":[{"model_id":"\#(model)","weight":\#(weight)}]}"#
    let file = try catalogue("\"aliases\":[\(good),\n\(bad)]")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try BenchProcess(["explain", "--catalogue", file.path, "--hint", "good"])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors == "routing-bench: \(file.path):\(message)\n")
  }
}
