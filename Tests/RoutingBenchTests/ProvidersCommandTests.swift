import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ProvidersCommandTests {
  private static func data(_ name: String) -> String { Repository.root.appending(path: "Data/Latency/\(name)").path }
  private let shipped = [
    "providers", "--llmperf", data("llmperf_2023-12-19_requests.csv"), "--thefastest",
    data("thefastest_2024-05-03.csv"), "--outages", data("outage_summary.json"),
  ]

  @Test("the shipped tables are fitted: models, hosts, unmatched hosts, outages and what they are fitted badly by")
  func tables() throws {
    let run = try BenchProcess(shipped)
    #expect(run.status == 0)
    #expect(run.errors == "")
    let rows = run.lines.map { $0.split(separator: " ").map(String.init) }
    let groq = try #require(rows.first { $0.starts(with: ["groq", "llama-2-70b-chat", "llmperf"]) })
    #expect(groq[3...6] == ["110", "221.33", "0.202", "0.137"])
    #expect(groq.suffix(5) == ["first", "token", "shape,", "interval", "shape"])
    #expect(rows.contains { $0.starts(with: ["octo", "(unmatched)", "5"]) })
    #expect(run.output.contains("first token: median 389.5 ms, spread 1.07 over 16 hosts"))
    #expect(run.output.contains("in no profile: anyscale, lepton, octo, replicate"))
    #expect(run.output.contains("heavy-tailed, their means carried by few long incidents: anthropic,"))
  }

  @Test("R-001: the same files give the same JSON and the same world, which is checked and written alike")
  func documents() throws {
    let json = try BenchProcess(shipped + ["--json", "-"])
    #expect(json.output == (try BenchProcess(shipped + ["--json", "-"])).output)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((root["models"] as? [Any])?.count == 75)
    #expect((root["hosts"] as? [Any])?.count == 16)
    let world = try BenchProcess(shipped + ["--out", "-"])
    let file = try BenchProcess.temporaryFile("world.json", world.output)
    defer { try? FileManager.default.removeItem(at: file) }
    let again = try BenchProcess(["providers", "--world", file.path, "--out", "-"])
    #expect(again.status == 0)
    #expect(again.output == world.output)
  }

  @Test("a world with everything in it survives being read as a world and written again")
  func everything() throws {
    let text = """
      {"schema":"provider-world/1",
      "defaults":{"first_token_across_providers":{"median_ms":300,"spread":0.9},"first_token_spread":0.2,\
      "token_interval_across_providers":{"median_ms":20,"spread":1},"token_interval_spread":0.1,\
      "error_rates":{"from":0.001,"to":0.01},"outages":{"mean_up_ms":1000000,"mean_down_ms":5000,"error_rate":0.5}},
      "providers":[
      {"provider":"openai","speed":{"first_token":{"median_ms":600,"spread":0.1},"token_interval":{"median_ms":30,\
      "spread":0}},"models":[{"model":"openai/a","first_token":{"median_ms":1,"spread":2},"token_interval":\
      {"median_ms":3,"spread":4}}],"error_rate":0.25,"outages":{"mean_up_ms":2,"mean_down_ms":1.5,"error_rate":1,\
      "vendor":"v","shared_part":0.75},"downtimes":[{"from":"1d2h30m","to":"2d0.000000001s","error_rate":0.5}],\
      "capacity":{"slots":8,"longest_line":3},"requests_per_minute":60,"prefix_cache_lifetime_ms":300000.5}
      ]}

      """
    let file = try BenchProcess.temporaryFile("world.json", text)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try BenchProcess(["providers", "--world", file.path, "--out", "-"])
    #expect(run.errors == "")
    #expect(run.output == text)
    let shown = try BenchProcess(["providers", "--world", file.path])
    #expect(shown.output.contains("openai: down from 95,400.000 to 172,800.000 s, 50.0% of attempts fail"))
  }

  @Test("what is wrong is said with file, line and field, and what is missing with the option that names it")
  func errors() throws {
    let file = try BenchProcess.temporaryFile("world.json", "{\"providers\":\n[{\"provider\":\"p\",\"downtime\":[]}]}")
    defer { try? FileManager.default.removeItem(at: file) }
    let misspelt = try BenchProcess(["providers", "--world", file.path])
    #expect(misspelt.status == 2)
    #expect(misspelt.errors.contains("world.json:2: providers[0].downtime: the member is unknown here"))
    // The tests do not run in the folder of the package, where the shipped tables are.
    let absent = try BenchProcess(["providers"])
    #expect(absent.status == 2)
    #expect(absent.errors.contains("llmperf_2023-12-19_requests.csv: cannot be opened"))
    #expect(absent.errors.contains("give another file by --llmperf FILE"))
    let both = try BenchProcess(["providers", "--json", "-", "--out", "-"])
    #expect(both.status == 2)
    let mixed = try BenchProcess(["providers", "--world", file.path, "--llmperf", "x"])
    #expect(mixed.errors.contains("--llmperf cannot be given with --world"))
  }

  @Test("a row that cannot be read is told of, and the others are fitted")
  func malformed() throws {
    let good = try Repository.text(of: "Data/Latency/thefastest_2024-05-03.csv")
    let file = try BenchProcess.temporaryFile("fast.csv", good + "broken\n")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try BenchProcess(shipped.prefix(4) + [file.path] + shipped.suffix(2))
    #expect(run.status == 1)
    #expect(run.errors.contains("fast.csv:124: expected 11 fields, found 1"), "\(run.errors)")
    #expect(run.output.contains("fast.csv): 122 requests"))
  }
}
