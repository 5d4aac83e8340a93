import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ReplayCommandTests {
  private func trace(_ name: String) -> String { Repository.root.appending(path: "Data/Traces/\(name)").path }

  @Test(
    "all real traces replay",
    arguments: [
      ("AzureLLMInferenceTrace_code.csv", "(azure): 500 requests"),
      ("AzureLLMInferenceTrace_conv.csv", "(azure): 500 requests"),
      ("mooncake_conversation_trace.jsonl", "(mooncake): 500 requests"),
      ("mooncake_synthetic_trace.jsonl", "(mooncake): 500 requests"),
      ("burstgpt3_head105.csv", "(burstgpt): 105 requests"),
    ])
  func realTraces(file: String, summary: String) throws {
    let run = try BenchProcess(["replay", "--trace", trace(file), "--limit", "500"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains(summary))
    #expect(run.output.contains("kind_mismatch"))
  }

  @Test("R-001: the same trace, policy and seed give the same bytes, another seed others")
  func repeatable() throws {
    let arguments = ["replay", "--trace", trace("burstgpt3_head105.csv"), "--json", "-", "--mode", "cheap"]
    let first = try BenchProcess(arguments)
    #expect(first.output.hasPrefix(#"{"schema":"routing-bench/1","format":"burstgpt","seed":1,"requests":105"#))
    #expect(first.output == (try BenchProcess(arguments)).output)
    #expect(first.output != (try BenchProcess(arguments + ["--seed", "2"])).output)
  }

  @Test("R-001: policies are compared on one trace, each against the first, in the same bytes each time")
  func comparison() throws {
    let arguments = ["replay", "--trace", trace("burstgpt3_head105.csv"), "--policy", "cheap,high_confidence,thompson"]
    let run = try BenchProcess(arguments)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.contains("105 requests through each policy"))
    let rows = run.lines.map { $0.split(separator: " ").map(String.init) }
    #expect(rows.count { $0.first == "high_confidence" || $0.first == "thompson" } == 4 + 12)
    #expect(rows.contains { $0.starts(with: ["high_confidence", "USD"]) && $0.last == "higher" }, "\(run.output)")
    let json = try BenchProcess(arguments + ["--json", "-"])
    #expect(
      json.output.hasPrefix(#"{"schema":"routing-bench/policies/2","format":"burstgpt","seed":1,"trace_fingerprint":"#))
    #expect(json.output == (try BenchProcess(arguments + ["--json", "-"])).output)
  }

  @Test(
    "policies that are none, that come twice or that would be ignored are refused in one line",
    arguments: [
      (["--policy", "cheap,dear"], "'dear' is none of normal"), (["--policy", "cheap,cheap"], "is there twice"),
      (["--policy", ""], "'' is none of"), (["--policy", "cheap", "--mode", "normal"], "--mode means nothing beside"),
    ])
  func strangePolicies(arguments: [String], message: String) throws {
    let run = try BenchProcess(["replay", "--trace", trace("burstgpt3_head105.csv")] + arguments)
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1)
  }

  @Test("malformed rows are skipped with their place and status 1, or refused with status 2")
  func malformed() throws {
    let text = "Timestamp,Request tokens,Response tokens\r\n1,5,5\r\nx,5,5\r\n3,5,5\r\n"
    let skipped = try BenchProcess(["replay", "--trace", "-"], input: text)
    #expect(skipped.status == 1)
    #expect(skipped.errors == "routing-bench: standard input:3: Timestamp: 'x' is not a time\n")
    #expect(skipped.output.contains("2 requests"))
    let refused = try BenchProcess(["replay", "--trace", "-", "--malformed", "refuse"], input: text)
    #expect(refused.status == 2)
    #expect(refused.output == "")
  }

  @Test(
    "empty, strange and cut files end in a clear word",
    arguments: [
      ("", 2, "the file is empty"), ("\u{1}\u{2}PK\u{3}", 2, "is of no known format"),
      ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,5", 2, "expected 3 fields, found 2"),
      ("Timestamp,Tokens\n1,2\n", 2, "is of no known format"),
    ])
  func strangeFiles(text: String, status: Int, message: String) throws {
    let run = try BenchProcess(["replay", "--trace", "-"], input: text)
    #expect(run.status == Int32(status))
    #expect(run.errors.contains(message))
  }

  @Test("R-001: synthetic traffic replays to the same report, and tells what it took")
  func synthetic() throws {
    let arguments = ["replay", "--synthetic", "20000", "--models", "64"]
    let run = try BenchProcess(arguments)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("synthetic traffic: 20,000 requests"))
    #expect(run.output.contains("a second of one processor's time"))
    #expect(run.output.contains("peak memory: "))
    #if !DEBUG
    let allocations = try #require(
      run.lines.last { $0.hasPrefix("allocations a request: ") }?.split(separator: " ").last)
    #expect(try #require(Double(allocations)) < 0.1)
    #endif
    let json = try BenchProcess(arguments + ["--json", "-"])
    #expect(json.output.hasPrefix(#"{"schema":"routing-bench/1","format":null,"seed":1,"requests":20000"#))
    #expect(json.output == (try BenchProcess(arguments + ["--json", "-"])).output)
    #expect(json.output != (try BenchProcess(arguments + ["--json", "-", "--seed", "2"])).output)
  }

  @Test("what 'generate' writes, 'replay' reads")
  func generated() throws {
    let file = try BenchProcess.temporaryFile("generated.csv", "")
    defer { try? FileManager.default.removeItem(at: file) }
    let written = try BenchProcess(["generate", "--requests", "3000", "--rate", "100", "--out", file.path])
    #expect(written.status == 0)
    let run = try BenchProcess(["replay", "--trace", file.path])
    #expect(run.status == 0)
    #expect(run.output.contains("(burstgpt): 3,000 requests"))
    #expect(run.output.contains("of 1,000 requests that were asked"))
    let all = try BenchProcess(["replay", "--trace", file.path, "--exclusions", "all"])
    #expect(!all.output.contains("that were asked"))
    let none = try BenchProcess(["replay", "--trace", file.path, "--exclusions", "none"])
    #expect(!none.output.contains("left out because"))
    let counts = [run, all, none].map { $0.lines.first { $0.hasPrefix("cost: ") } }
    #expect(Set(counts).count == 1, "asking changes nothing")
  }

  @Test("an open loop tells service and response times")
  func openLoop() throws {
    let run = try BenchProcess(["replay", "--open-loop", "2000", "--seconds", "0.2", "--models", "6"])
    #expect(run.status == 0)
    #expect(run.output.contains("400 requests due at 2,000 a second, arrivals poisson"))
    #expect(run.output.contains("service (from its beginning)"))
    #expect(run.output.contains("response (from when it was due)"))
  }
}
