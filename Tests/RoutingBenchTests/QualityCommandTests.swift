import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct QualityCommandTests {
  private static func data(_ name: String) -> String { Repository.root.appending(path: "Data/Quality/\(name)").path }
  private let shipped = [
    "quality", "--table", data("llmrouter_9models.csv"), "--prices", data("llmrouter_model_prices.csv"),
  ]

  @Test("the shipped table is judged: single models, chance, means per task and the oracle, in order of quality")
  func table() throws {
    let run = try BenchProcess(shipped)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("(scores): 4,113 items, 9 models, 14 tasks"))
    let rows = run.lines.map { $0.split(separator: " ").map(String.init) }
    func score(_ name: [String]) throws -> Double {
      let row = try #require(rows.first { $0.starts(with: name) })
      return try #require(Double(row[name.count + 1]))
    }
    let best = try score(["llama-3.1-nemotron-51b-instruct"])
    #expect(try score(["random"]) < best)
    #expect(try best < score(["task", "means"]))
    #expect(try score(["task", "means"]) < score(["oracle"]))
    #expect(run.output.contains("length of answer unknown: 37,017 answers, 256 tokens assumed"))
    #expect(try BenchProcess(shipped).output == run.output)
  }

  @Test("R-001: the same files and seed give the same JSON, another seed another")
  func json() throws {
    let run = try BenchProcess(shipped + ["--json", "-"])
    #expect(run.output.hasPrefix(#"{"schema":"routing-bench/1","format":"scores","seed":1,"items":4113,"#))
    #expect(run.output == (try BenchProcess(shipped + ["--json", "-"])).output)
    #expect(run.output != (try BenchProcess(shipped + ["--json", "-", "--seed", "2"])).output)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect((root["policies"] as? [Any])?.count == 12)
    #expect((root["curves"] as? [Any])?.count == 4)
  }

  @Test("what was left out is told: models without a price, items without a score, lengths assumed")
  func leftOut() throws {
    let prices = try BenchProcess.temporaryFile(
      "prices.csv",
      """
      model,input_usd_per_mtok,output_usd_per_mtok
      gpt-3.5-turbo-0125,0.5,1.5
      reka-edge,0.4,1
      gemma-7b-it,0.1,0.1
      """)
    defer { try? FileManager.default.removeItem(at: prices) }
    let run = try BenchProcess(
      ["quality", "--table", Self.data("wildbench_v2_gpt4o_judge.csv"), "--prices", prices.path])
    #expect(run.status == 0)
    #expect(run.output.contains("left out, no price: 5 models: Phi-3-mini-128k-instruct, "), "\(run.output)")
    #expect(run.output.contains("left out, a model has no score: 2 items"), "\(run.output)")
    #expect(run.output.contains("scores missing from the table: 7, of which 0 verdicts could not be read"))
    #expect(run.output.contains("length of prompt unknown: 708 items, 256 tokens assumed"))
  }

  private static let wrong: [([String], String)] = [
    (["quality"], "quality needs --table FILE"), (["quality", "--table", "x"], "quality needs --prices FILE"),
    (["quality", "--table", "/no/such", "--prices", "/no/such"], "/no/such: cannot be opened"),
    (["quality", "--table", "/dev/null", "--prices", "/dev/null"], "/dev/null:1: the file is empty"),
    (
      ["quality", "--table", data("aider_polyglot.csv"), "--prices", "/dev/null"],
      "aider_polyglot.csv:1: the header"
    ),
    (
      ["quality", "--table", data("mtbench_routellm.csv"), "--prices", data("llmrouter_model_prices.csv")],
      "has a price for none of the 4 models"
    ),
    (["quality", "--table", "-", "--prices", data("llmrouter_model_prices.csv")], "too few to train on"),
  ]

  @Test("what cannot be used is said in one line, with status 2", arguments: wrong)
  func errors(arguments: [String], message: String) throws {
    let run = try BenchProcess(arguments, input: "item_id,score_codegemma-7b\na,1\n")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("the command explains itself")
  func help() throws {
    let run = try BenchProcess(["quality", "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("usage: routing-bench quality --table FILE --prices FILE"))
  }
}
