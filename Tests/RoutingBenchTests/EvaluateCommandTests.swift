import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct EvaluateCommandTests {
  /// Two models drawn evenly, of which the evaluated policy takes `b` three times in four.
  private func line(_ model: String, _ reward: Int, evaluated: Double) -> String {
    #"{"input_tokens":100,"candidates":[{"model":"a","propensity":0.5,"evaluated_propensity":0.25},"#
      + #"{"model":"b","propensity":0.5,"evaluated_propensity":0.75}],"model":"\#(model)","propensity":0.5,"#
      + #""evaluated_propensity":\#(evaluated),"success":\#(reward == 1),"latency_ms":5,"reward":\#(reward)}"# + "\n"
  }

  private func log(_ text: String, _ body: (String) throws -> Void) throws {
    let file = try BenchProcess.temporaryFile("decisions.jsonl", text)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  private var even: String {
    (0..<100).map { _ in line("a", 0, evaluated: 0.25) + line("b", 1, evaluated: 0.75) }.joined()
  }

  @Test("what another policy would have earned is told by every estimator, with intervals")
  func logged() throws {
    try log(even + #"{"input_tokens":1,"model":"a","propensity":0.5}"# + "\n") { path in
      let run = try BenchProcess(["evaluate", "--log", path, "--policy", "log", "--bootstrap", "50"])
      #expect(run.status == 0)
      #expect(run.errors == "")
      #expect(run.output.contains("200 decisions, 1 without an outcome left out"))
      func cells(_ name: String) -> [Substring]? {
        run.lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ")
      }
      #expect(cells("as")?[2] == "0.500000")
      for name in ["ips", "capped_ips", "snips", "doubly_robust"] {
        let row = try #require(cells(name))
        #expect(row.count == 7)
        #expect(abs(try #require(Double(row[1])) - 0.75) < 0.01, "\(name)")
      }
      #expect(!run.output.contains("replay"), "the policy draws")
      // Weights are 1/2 and 3/2: 200² / 250.
      #expect(run.output.contains("effective sample size: 160.0 of 200"))
      #expect(!run.output.contains("warning"))
      let json = try BenchProcess(["evaluate", "--log", path, "--policy", "log", "--json", "-"])
      #expect(json.output.hasPrefix(#"{"schema":"routing-bench/1","quantity":"reward","seed":1,"rounds":200,"#))
      #expect(json.output.contains(#"{"estimator":"snips","value":0.75,"#))
      let latency = try BenchProcess(["evaluate", "--log", path, "--policy", "log", "--reward", "latency"])
      #expect(latency.lines.contains { $0.hasPrefix("snips") && $0.contains("5.000000") })
    }
  }

  @Test("the catalogue's policy is judged by how often it would have chosen what was logged")
  func catalogue() throws {
    let offers = [("m", "h", 2), ("n", "k", 1)].map { name, host, price in
      #"{"id":"maker/\#(name)","provider":"\#(host)","provider_model_id":"\#(name)","kind":"chat","#
        + #""price_usd":{"input_per_mtok":\#(price)}}"#
    }
    let file = try BenchProcess.temporaryFile("catalogue.json", #"{"models":[\#(offers.joined(separator: ","))]}"#)
    defer { try? FileManager.default.removeItem(at: file) }
    func line(_ model: String, _ reward: Int, _ candidates: String = "") -> String {
      #"{"input_tokens":1000,"model":"\#(model)","propensity":0.5,\#(candidates)"success":true,"reward":\#(reward)}"#
        + "\n"
    }
    let drawn = (0..<100).map { _ in line("h/m", 0) + line("k/n", 1) }.joined()
    try log(drawn) { path in
      let arguments = ["evaluate", "--log", path, "--catalogue", file.path, "--mode", "cheap", "--json", "-"]
      let best = try BenchProcess(arguments)
      #expect(best.status == 0)
      for name in ["ips", "snips", "replay"] {
        #expect(best.output.contains(#"{"estimator":"\#(name)","value":1,"#), "\(best.output)")
      }
      #expect(best.output.contains(#""effective_rounds":100,"#))
      // Ranks 0 and 1 at temperature 1 come as 1 to 1/e: 1 / (1 + 1/e) = 0.7310585786…
      let exploring = try BenchProcess(arguments + ["--explore", "1"])
      #expect(exploring.output.contains(#"{"estimator":"snips","value":0.73105857"#), "\(exploring.output)")
    }
    // The log says that it could only choose h/m, and the policy wants k/n.
    let candidates = #""candidates":[{"model":"h/m","propensity":0.5},{"model":"gone","propensity":0.5}],"#
    try log((0..<60).map { _ in line("h/m", 1, candidates) + line("gone", 1, candidates) }.joined()) { path in
      let run = try BenchProcess(["evaluate", "--log", path, "--catalogue", file.path, "--mode", "cheap"])
      #expect(run.status == 0)
      #expect(run.output.contains("60 were served by models the catalogue does not have"))
      #expect(run.output.contains("warning: in 120 rounds the policy takes actions the log could not have taken"))
      #expect(run.output.contains("warning: the mean weight is 0"))
      #expect(run.output.contains("warning: the effective sample size is 0 of 120 rounds"))
    }
  }

  @Test("malformed lines are told with their place and status 1, or refused with status 2")
  func malformed() throws {
    let broken = even + #"{"input_tokens":1,"model":"a","propensity":2,"success":true,"reward":1}"# + "\n"
    try log(broken) { path in
      let skipped = try BenchProcess(["evaluate", "--log", path, "--policy", "log"])
      #expect(skipped.status == 1)
      #expect(
        skipped.errors == "routing-bench: \(path):201: propensity: 2.0 is not a probability from 0 to 1\n")
      let refused = try BenchProcess(["evaluate", "--log", path, "--policy", "log", "--malformed", "refuse"])
      #expect(refused.status == 2)
      #expect(refused.output == "")
    }
    let silent = #"{"input_tokens":1,"model":"a","propensity":0.5,"success":true}"# + "\n"
    for (field, options) in [("reward", []), ("evaluated_propensity", ["--reward", "success"])] {
      try log(silent) { path in
        let run = try BenchProcess(["evaluate", "--log", path, "--policy", "log"] + options)
        #expect(run.status == 2)
        #expect(run.errors == "routing-bench: \(path):1: \(field): the member is missing\n")
      }
    }
  }

  @Test("what makes no sense ends in one line and status 2")
  func usage() throws {
    try log("") { path in
      for (options, message) in [
        ([], "evaluate needs --log FILE"), (["--log", "-"], "--log: a log is read twice, so it must be a file"),
        (["--log", path, "--policy", "log", "--mode", "cheap"], "--mode means nothing beside --policy log"),
        (["--log", path, "--reward", "fame"], "--reward: 'fame' is not one of reward, success, cost, latency"),
        (["--log", path, "--folds", "1"], "--folds: '1' is not a whole number from 2 to 100"),
        (["--log", path], "\(path): holds no decision with an outcome"),
      ] {
        let run = try BenchProcess(["evaluate"] + options)
        #expect(run.status == 2)
        #expect(run.errors == "routing-bench: \(message)\n")
      }
    }
  }
}
