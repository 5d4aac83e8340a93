import Foundation
import RoutingTestSupport
import Testing

@Suite struct ReplayCommandTests {
  private func trace(_ name: String) -> String { Repository.root.appending(path: "Data/traces/\(name)").path }

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
}
