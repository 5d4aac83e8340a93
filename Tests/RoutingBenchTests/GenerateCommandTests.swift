import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct GenerateCommandTests {
  private func data(_ name: String) -> String { Repository.root.appending(path: "Data/Traces/\(name)").path }

  @Test("without an option of the model, rows and bytes are those they always were")
  func plain() throws {
    let run = try BenchProcess(["generate", "--requests", "3", "--seed", "9", "--rate", "50"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        Timestamp,Request tokens,Response tokens
        0.000847313,1486,340
        0.012542348,4083,92
        0.059438920,5695,459
        """ + "\n")
  }

  @Test("tenants, sessions and a day are written in our own format, which 'replay' reads, the same for the same seed")
  func model() throws {
    let file = try BenchProcess.temporaryFile("generated.jsonl", "")
    defer { try? FileManager.default.removeItem(at: file) }
    let arguments = [
      "generate", "--requests", "2000", "--rate", "20", "--arrivals", "weibull", "--cv", "3", "--diurnal", "0.5",
      "--tenants", "4", "--sessions", "3",
    ]
    let run = try BenchProcess(arguments)
    #expect(run.status == 0)
    #expect(run.lines.count == 2000)
    #expect(run.lines.allSatisfy { $0.contains("\"session\":\"s") && $0.contains("\"tenant\":\"t") })
    #expect(run.errors.contains("generated: 2,000 requests"))
    #expect(run.errors.contains("Fano factor"))
    #expect(run.output == (try BenchProcess(arguments + ["--out", "-"])).output)
    #expect(run.output != (try BenchProcess(arguments + ["--seed", "2"])).output)
    let replay = try BenchProcess(["replay", "--trace", "-"], input: run.output)
    #expect(replay.status == 0)
    #expect(replay.output.contains("standard input (tokenhub): 2,000 requests"))
  }

  @Test("traffic like a trace has its rate, its variation and its lengths")
  func like() throws {
    let file = try BenchProcess.temporaryFile("fit.json", "")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try BenchProcess([
      "generate", "--like", data("AzureLLMInferenceTrace_code.csv"), "--requests", "7000", "--fit", file.path,
    ])
    #expect(run.status == 0)
    #expect(run.errors == "")
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    func number(_ path: String...) throws -> Double {
      var value: Any? = root
      for name in path { value = (value as? [String: Any])?[name] }
      return try #require(value as? Double)
    }
    #expect(abs(try number("generated", "rate_rps") / number("like", "rate_rps") - 1) < 0.1)
    #expect(abs(try number("generated", "interarrival_cv") / number("like", "interarrival_cv") - 1) < 0.15)
    #expect(try number("like", "requests") == 7491)
    for lengths in ["input_tokens", "output_tokens"] {
      let critical = try number("distances", lengths, "critical_value_5_percent")
      #expect(try number("distances", lengths, "distance") < critical)
    }
  }

  @Test("clients are tenants, and their windows end the traffic")
  func clients() throws {
    let text = "client,window_start_s,rate_rps,interarrival_cv,arrival_family,family_arg1\n"
    let rows = "a,0,0.5,1,Expon,1\nb,600,0.25,2,Weibull,0.6\n"
    let run = try BenchProcess(["generate", "--clients", "-"], input: text + rows)
    #expect(run.status == 0)
    #expect(run.errors.contains("the clients' windows end after \(run.lines.count) of 1000 requests"))
    #expect(abs(run.lines.count { $0.contains("\"tenant\":\"a\"") } - 300) < 80)
    #expect(abs(run.lines.count { $0.contains("\"tenant\":\"b\"") } - 150) < 120)
    let broken = try BenchProcess(["generate", "--clients", "-"], input: text + rows + "c,0,x,1,Gamma,1\n")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("standard input:4: rate_rps: 'x' is not a rate"))
    #expect(broken.output == run.output)
    let odd = try BenchProcess(["generate", "--clients", "-"], input: text + "a,7,1,1,Expon,1\n")
    #expect(odd.status == 2)
    #expect(odd.output == "")
  }

  @Test(
    "what contradicts itself or cannot be is said in one line, with status 2",
    arguments: [
      (["--clients", "-", "--rate", "5"], "--rate means nothing beside --clients"),
      (["--arrivals", "poisson", "--cv", "2"], "--cv means nothing beside --arrivals poisson"),
      (["--cv", "2"], "--cv means nothing beside poisson arrivals"),
      (["--arrivals", "pareto"], "--arrivals: 'pareto' is not one of poisson, gamma, weibull"),
      (["--arrivals", "gamma", "--cv", "nan"], "--cv: 'nan' is not a number"),
      (["--diurnal", "1.5"], "--diurnal: '1.5' is not an amplitude"), (["--diurnal", "1,x"], "--diurnal: '1,x'"),
      (["--diurnal", "0,0"], "--diurnal: '0,0'"), (["--diurnal", "nan"], "--diurnal: 'nan'"),
      (["--tenants", "0"], "--tenants: '0'"), (["--sessions", "0.5"], "--sessions: '0.5'"),
      (["--think", "3"], "--think means nothing"), (["--zipf", "1"], "--zipf means nothing"),
      (["--tenants", "2", "--fit", "-"], "--fit and --out cannot both be standard output"),
      (["--like", "-", "--clients", "-"], "cannot both be standard input"),
      (["--like", "-"], "the file is empty"), (["--like", "/no/such"], "/no/such: cannot be opened"),
    ])
  func errors(arguments: [String], message: String) throws {
    let run = try BenchProcess(["generate"] + arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(message))
  }
}
