import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ThreadsCommandTests {
  /// Rows as the document gives them.
  private struct Report: Decodable {
    struct Row: Decodable {
      let path: String
      let models: Int
      let threads: Int
      let allocations: Double?
      let nsP50: Double?
      let ratioByProcessor: Double?
      let publications: Int?
    }

    let schema: String
    let seed: Int
    let processors: Int
    let results: [Row]
  }

  private func report(_ arguments: [String]) throws -> Report {
    let run = try BenchProcess(["threads", "--json", "-"] + arguments)
    #expect(run.status == 0)
    #expect(run.errors == "")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data(run.output.utf8))
  }

  @Test(
    "in a release build no decision, no recorded outcome and no handle of a known name allocates",
    .timeLimit(.minutes(60)))
  func allocations() throws {
    let report = try report(["--models", "6,64", "--seconds", "0.3", "--seed", "7"])
    #expect(report.schema == "routing-bench/1")
    #expect(report.seed == 7)
    let counted = report.results.filter { $0.allocations != nil }
    let expected = ["recorded-outcome", "resolved-policy", "resolved-reference", "router-worker", "prepared", "scan"]
    #expect(counted.map(\.path) == expected + expected)
    #if !DEBUG
    // Without the optimiser even a loop over an array may allocate; the promise is about release builds.
    for row in counted {
      #expect(row.allocations.map { $0 < 0.001 } == true, "\(row.path) at \(row.models): \(row.allocations ?? -1)")
    }
    #endif
  }

  @Test("every figure that is asked for is there, and the machine is told of", .timeLimit(.minutes(60)))
  func rows() throws {
    let report = try report(["--models", "6", "--seconds", "0.5"])
    #expect(report.processors > 0)
    let paths = Set(report.results.map(\.path))
    let expected = [
      "deciding-recording", "deciding-recording-16th", "deciding-recording-apart", "undisturbed", "reconfiguring",
      "decision-1-after-tick",
      "decision-100-after-reconfigure", "model-registry", "compiled-router", "preparation-tables", "compiled-policy",
      "compiled-health", "updated-health", "tick-of-10000-outcomes",
    ]
    #expect(paths.isSuperset(of: expected))
    #expect(report.results.allSatisfy { $0.nsP50.map { $0 >= 0 } ?? ($0.ratioByProcessor != nil) })
    #expect(report.results.contains { $0.threads == 2 })
    #expect(report.results.first { $0.path == "undisturbed" }?.publications == 0)
    #expect((report.results.first { $0.path == "reconfiguring" }?.publications ?? 0) > 0)
  }

  @Test("the tables name what they show, and say how many processors there are", .timeLimit(.minutes(60)))
  func tables() throws {
    let run = try BenchProcess(["threads", "--models", "6", "--seconds", "0.1"])
    #expect(run.status == 0)
    #expect(run.output.contains(" processors, seed 1"))
    #expect(run.lines.contains { $0.hasPrefix("router-worker ") })
    #expect(run.lines.contains { $0.hasPrefix("reconfiguring ") })
  }

  @Test(
    "what cannot be understood is said in one line, with status 2",
    arguments: [
      (["--models", "0"], "--models: '0' is not a list of whole numbers from 1 to 100000"),
      (["--seconds", "0"], "--seconds: '0' is not a number from 0.1 to 3600"),
      (["--threads", "2"], "unknown option '--threads'"),
      (["--json", "/no/such/file", "--models", "6", "--seconds", "0.1"], "/no/such/file: cannot be written"),
    ])
  func errors(arguments: [String], message: String) throws {
    let run = try BenchProcess(["threads"] + arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
