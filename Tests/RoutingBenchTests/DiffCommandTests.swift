import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DiffCommandTests {
  private var trace: String { Repository.root.appending(path: "Data/Traces/burstgpt3_head105.csv").path }

  /// A catalogue of four models at two hosts; small, so that a debug build explains it fast.
  private func catalogue(_ price: Double = 4) throws -> URL {
    let offers = [("m", "h", 2), ("n", "k", 1), ("o", "h", price), ("q", "k", 6)].map { name, host, price in
      #"{"id":"maker/\#(name)","provider":"\#(host)","provider_model_id":"\#(name)","kind":"chat","#
        + #""price_usd":{"input_per_mtok":\#(price),"output_per_mtok":\#(price * 3)}}"#
    }
    return try BenchProcess.temporaryFile("catalogue.json", #"{"models":[\#(offers.joined(separator: ","))]}"#)
  }

  /// Replays the trace into a log, and hands over its path.
  private func replay(_ options: [String], _ catalogue: URL) throws -> URL {
    let file = try BenchProcess.temporaryFile("decisions.jsonl", "")
    let run = try BenchProcess(
      ["replay", "--trace", trace, "--catalogue", catalogue.path, "--log", file.path] + options)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return file
  }

  private func withLogs(_ options: [[String]], _ body: ([String]) throws -> Void) throws {
    let catalogue = try catalogue()
    let files = try options.map { try replay($0, catalogue) }
    defer { (files + [catalogue]).forEach { try? FileManager.default.removeItem(at: $0) } }
    try body(files.map(\.path))
  }

  private func rewards(_ path: String) throws -> [Double] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      let text = try #require(line.split(separator: #""reward":"#).last?.dropLast())
      return try #require(Double(text))
    }
  }

  @Test("figures of any size and names of any kind are told in one piece")
  func hostile() throws {
    func log(_ model: String, _ latency: String) -> String {
      #"{"id":"1","input_tokens":1,"model":"\#(model)","propensity":1,"success":true,"latency_ms":\#(latency)}"# + "\n"
    }
    let one = try BenchProcess.temporaryFile("one.jsonl", log("a", "1"))
    let other = try BenchProcess.temporaryFile("other.jsonl", log(#"\u001b]0;x\u0007"#, "1.7e308"))
    let run = try BenchProcess(["diff", one.path, other.path])
    #expect(run.status == 1, "\(run.errors)")
    #expect(!run.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(run.output.contains("\u{FFFD}]0;x\u{FFFD}"))
  }

  @Test("R-001: a replay writes one line a decision, the same each time, and its report does not change")
  func written() throws {
    try withLogs([[], [], ["--log-candidates", "0", "--log-exclusions", "0"]]) { paths in
      let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
      #expect(texts[0] == texts[1])
      #expect(texts[0].split(separator: "\n").count == 105)
      #expect(texts[0].hasPrefix(#"{"id":"0","t_ms":"#))
      #expect(texts[0].split(separator: "\n").allSatisfy { $0.contains(#""propensity":1,"#) })
      #expect(!texts[2].contains("ranked_left_out"))
    }
    let catalogue = try catalogue()
    let file = try replay([], catalogue)
    defer { [catalogue, file].forEach { try? FileManager.default.removeItem(at: $0) } }
    let arguments = ["replay", "--trace", trace, "--catalogue", catalogue.path, "--json", "-"]
    #expect(
      try BenchProcess(arguments).output == BenchProcess(arguments + ["--log", file.path]).output)
  }

  @Test("a written log is evaluated without complaint, and its own policy earns in it what it earned")
  func evaluated() throws {
    try withLogs([["--explore", "1"]]) { paths in
      let rewards = try rewards(paths[0])
      let mean = rewards.reduce(0, +) / Double(rewards.count)
      let run = try BenchProcess(["evaluate", "--log", paths[0], "--explore", "1"])
      #expect(run.status == 0 && run.errors == "")
      let logged = try #require(run.lines.first { $0.hasPrefix("as logged") }?.split(separator: " ")[2])
      #expect(abs(try #require(Double(logged)) - mean) < 1e-6)
      // On policy: what is evaluated is what was logged.
      let text = try String(contentsOfFile: paths[0], encoding: .utf8).split(separator: "\n").map { line in
        let propensity = try #require(
          line.split(separator: #""propensity":"#).last?.split(separator: ",").first)
        return line.dropLast() + #","evaluated_propensity":\#(propensity)}"# + "\n"
      }.joined()
      let file = try BenchProcess.temporaryFile("evaluated.jsonl", text)
      defer { try? FileManager.default.removeItem(at: file) }
      let own = try BenchProcess(["evaluate", "--log", file.path, "--policy", "log"])
      for name in ["ips", "snips"] {
        let estimate = try #require(own.lines.first { $0.hasPrefix(name) }?.split(separator: " ")[1])
        #expect(abs(try #require(Double(estimate)) - mean) < 1e-6)
      }
    }
  }

  @Test("a log does not differ from itself; two policies differ, by causes that add up and swap with the logs")
  func difference() throws {
    try withLogs([[], ["--mode", "cheap"]]) { paths in
      let same = try BenchProcess(["diff", paths[0], paths[0]])
      #expect(same.status == 0 && same.errors == "")
      #expect(same.output.contains("105 requests in both, 0 only in A, 0 only in B\n0 decided otherwise"))
      let run = try BenchProcess(["diff", paths[0], paths[1]])
      #expect(run.status == 1 && run.errors == "")
      #expect(run.lines.contains { $0.hasPrefix("policy weights") }, "\(run.output)")
      let forth = try numbers(["diff", paths[0], paths[1], "--json", "-"])
      let back = try numbers(["diff", paths[1], paths[0], "--json", "-"])
      #expect(forth.causes == back.causes && forth.causes.reduce(0) { $0 + $1.1 } == forth.different)
      #expect(forth.cost < 0 && back.cost == -forth.cost)
    }
  }

  private struct Numbers {
    let causes: [String: Int]
    let different: Int
    let cost: Double
  }

  private func numbers(_ arguments: [String]) throws -> Numbers {
    let run = try BenchProcess(arguments)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let all = try #require(object["different"] as? [String: Any])
    let cost = try #require((all["cost"] as? [String: Any])?["difference"] as? Double)
    var causes: [String: Int] = [:]
    for cause in try #require(object["causes"] as? [[String: Any]]) {
      let name = "\(cause["cause"] ?? "") \(cause["detail"] ?? "")"
      causes[name] = cause["decisions"] as? Int
    }
    #expect(object["matched"] as? Int == 105)
    return Numbers(causes: causes, different: try #require(all["decisions"] as? Int), cost: cost)
  }

  @Test("lines that only one log has are counted, and so are those that cannot be read")
  func counts() throws {
    func line(_ id: Int, _ model: String) -> String {
      #"{"id":"\#(id)","input_tokens":1,"model":"\#(model)","propensity":1}"# + "\n"
    }
    let first = try BenchProcess.temporaryFile("a.jsonl", line(1, "m") + line(2, "m") + "x\n" + line(4, "m"))
    let second = try BenchProcess.temporaryFile("b.jsonl", line(4, "m") + line(3, "m") + line(1, "n"))
    defer { [first, second].forEach { try? FileManager.default.removeItem(at: $0) } }
    let run = try BenchProcess(["diff", first.path, second.path])
    #expect(run.status == 1)
    #expect(run.errors == "routing-bench: \(first.path):3: expected an object, found 'x', at byte 1\n", "\(run.errors)")
    #expect(run.output.contains("3 decisions, 1 malformed lines skipped"))
    #expect(run.output.contains("2 requests in both, 1 only in A, 1 only in B\n1 decided otherwise, 50.00 %"))
    #expect(run.lines.contains { $0.hasPrefix("unknown scores_not_logged          1") }, "\(run.output)")
    let narrow = try BenchProcess(["diff", first.path, second.path, "--window", "1"])
    #expect(narrow.output.contains("0 requests in both, 3 only in A, 3 only in B"))
    let refused = try BenchProcess(["diff", first.path, second.path, "--malformed", "refuse"])
    #expect(refused.status == 2 && refused.output == "")
    let json = try BenchProcess(["diff", first.path, second.path, "--json", "-"])
    #expect(
      json.output.hasPrefix(
        #"{"schema":"routing-bench/diff/1","decisions_a":3,"decisions_b":3,"malformed_a":1,"malformed_b":0,"#
          + #""matched":2,"only_a":1,"only_b":1,"different":{"cause":"all","decisions":1,"cost":null,"#))
  }

  @Test(
    "what makes no sense ends in one line and status 2",
    arguments: [
      (["diff", "a"], "diff needs A and B"), (["diff", "/no/such", "/dev/null"], "/no/such: cannot be opened"),
      (["diff", "/", "/dev/null"], "/: cannot be read"),
      (["diff", "/dev/null", "/dev/null"], "neither log holds a decision"),
      (["diff", "/dev/null", "/dev/null", "--window", "0"], "--window: '0' is not a whole number"),
      (["replay", "--log", "x"], "--log means nothing beside synthetic traffic"),
      (["replay", "--trace", "-", "--policy", "cheap", "--log", "x"], "--log means nothing beside --policy"),
      (["replay", "--trace", "-", "--log-candidates", "3"], "--log-candidates means nothing without --log"),
      (["replay", "--trace", "-", "--log", "-"], "--log: the report goes to standard output"),
      (["replay", "--trace", "-", "--log", "/"], "/: cannot be written"),
      (
        ["replay", "--trace", "-", "--mode", "thompson", "--explore", "1"],
        "--explore means nothing beside --mode thomp"
      ),
    ])
  func usage(arguments: [String], message: String) throws {
    let run = try BenchProcess(arguments)
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.hasPrefix("routing-bench: \(message)"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }
}
