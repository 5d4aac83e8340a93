import Foundation
import RoutingTestSupport
import Testing

/// `replay --shard` and `merge`, against one run over the whole trace.
@Suite(.offThePool) struct ShardCommandTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "shards-\(UUID())")
  private let options: [String]

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let trace = Repository.root.appending(path: "Data/Traces/AzureLLMInferenceTrace_conv.csv").path
    options = [
      "replay", "--trace", trace, "--limit", "1500", "--policy", "cheap,thompson", "--models", "20", "--seed", "3",
      "--segment", "60", "--spend", "0.1", "--spend-period", "60",
    ]
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Writes all shards and tells their files.
  private func shards(_ count: Int, _ more: [String] = []) throws -> [String] {
    try (1...count).map { number in
      let path = path("\(number)-of-\(count)-\(more.count).jsonl")
      let run = try BenchProcess(options + more + ["--shard", "\(number)/\(count)", "--out", path])
      #expect(run.status == 0 && run.errors == "")
      return path
    }
  }

  @Test("R-001: shards merge to what one run tells, in any order, to the last byte")
  func merge() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try BenchProcess(options + ["--json", "-"])
    #expect(whole.status == 0 && whole.output.contains(#""policy":"thompson""#))
    for count in [1, 3] {
      let merged = try BenchProcess(["merge"] + (try shards(count)).reversed() + ["--json", "-"])
      #expect(merged.status == 0 && merged.errors == "")
      #expect(merged.output == whole.output)
    }
    let text = try BenchProcess(["merge"] + (try shards(3)))
    let wholeText = try BenchProcess(options + ["--threads", "1"])
    #expect(wholeText.output.hasPrefix(text.output) && text.output.contains("against cheap"))
  }

  @Test("a merge reports what a run over the whole trace reports")
  func report() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (whole, merged) = (path("whole.html"), path("merged.html"))
    #expect(try BenchProcess(options + ["--report", whole]).status == 0)
    let run = try BenchProcess(["merge"] + (try shards(2)) + ["--report", merged])
    #expect(run.status == 0 && run.output.contains("report: "))
    for ending in ["-figures.csv", "-differences.csv", "-timeline.csv", ".json"] {
      let bytes = try ["whole", "merged"].map { try Data(contentsOf: URL(fileURLWithPath: path($0 + ending))) }
      #expect(bytes[0] == bytes[1] && bytes[0].count > 100, "\(ending)")
    }
    let page = try String(contentsOfFile: merged, encoding: .utf8)
    // How to make it again: by one run over the trace, not by the merge.
    #expect(page.contains("routing-bench replay") && !page.contains("routing-bench merge"))
  }

  @Test("R-001: how many threads there are changes nothing")
  func threads() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let outputs = try ["1", "2", "7"].map { try BenchProcess(options + ["--threads", $0, "--json", "-"]).output }
    #expect(Set(outputs).count == 1 && outputs[0].count > 1000)
  }

  @Test("no shard that a stranger wrote traps the merge or makes it take all memory")
  func hostile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(2)
    let text = try String(contentsOfFile: files[1], encoding: .utf8)
    for (old, new, message) in [
      (#""of":2"#, #""of":9223372036854775807"#, "shards and one of 2"),
      (#""refused":0"#, #""refused":9007199254740991"#, "refused"),
      (#""total":""#, #""total":"x"#, "is not a number of nanoseconds"), (#""block":1"#, #""block":3"#, "contradict"),
      (#""policy":"cheap""#, #""policy":"dear""#, "expected 'cheap'"),
      (#""models":20"#, #""models":100000"#, "registries differ"),
      (#""timeline":{"seconds":"#, #""timeline":{"seconds":9007199254740991,"more":"#, "seconds"),
    ] {
      let path = path("hostile.jsonl")
      #expect(text.contains(old), "\(old)")
      try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
      let run = try BenchProcess(["merge", files[0], path])
      #expect(run.status == 2 && run.output == "", "\(new)")
      #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test("shards that read another document under the same name are of another run")
  func documents() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let world = path("world.json")
    func write(_ rate: Double) throws {
      try #"{"providers": [{"provider": "openai", "error_rate": \#(rate)}]}"#.write(
        toFile: world, atomically: true, encoding: .utf8)
    }
    var files: [String] = []
    for number in 1...2 {
      try write(number == 1 ? 0.1 : 0.2)
      files.append(path("w\(number).jsonl"))
      let run = try BenchProcess(options + ["--world", world, "--shard", "\(number)/2", "--out", files[number - 1]])
      #expect(run.status == 0)
    }
    let merged = try BenchProcess(["merge"] + files)
    #expect(merged.status == 2 && merged.errors.contains("they read another world.json"), "\(merged.errors)")
  }

  @Test("shards that are missing, there twice, cut short or of another run are told by name, and nothing is merged")
  func strangers() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try shards(2)
    let other = try shards(2, ["--attempts", "2"])
    let cut = path("cut.jsonl")
    let lines = try String(contentsOfFile: files[1], encoding: .utf8).split(separator: "\n")
    try lines.dropLast().joined(separator: "\n").write(toFile: cut, atomically: true, encoding: .utf8)
    let fewer = path("fewer.jsonl")
    try ([lines[0]] + lines.dropFirst(2)).joined(separator: "\n").write(
      toFile: fewer, atomically: true, encoding: .utf8)
    let wrong = path("wrong.jsonl")
    try lines.joined(separator: "\n").replacing(#""served":"#, with: #""swerved":"#).write(
      toFile: wrong, atomically: true, encoding: .utf8)
    let damaged = path("damaged.jsonl")
    try lines.joined(separator: "\n").replacing(#""seconds":"#, with: #""seconds":-"#).write(
      toFile: damaged, atomically: true, encoding: .utf8)
    for (operands, message) in [
      ([files[0]], "1 are missing: 2"), ([files[0], files[0]], "is shard 1, as"),
      ([files[0], other[1]], "--attempts is '2' and not given"), ([files[0], cut], "ends too early"),
      ([files[0], fewer], "segments"), ([files[0], damaged], "timeline.seconds"),
      ([files[0], path("none.jsonl")], "cannot be opened"),
      ([files[0], Repository.root.appending(path: "README.md").path], "README.md:1"),
    ] {
      let run = try BenchProcess(["merge"] + operands)
      #expect(run.status == 2 && run.output == "", "\(message): \(run.output)")
      #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
    // A member that nobody asks for is passed over.
    #expect(try BenchProcess(["merge", files[0], wrong]).status == 0)
    for (arguments, message) in [
      (["--shard", "3/2"], "is not i/n"), (["--shard", "x"], "is not i/n"), (["--out", cut], "--out means nothing"),
      (["--shard", "1/2", "--json", "-"], "--json means nothing beside --shard"),
    ] {
      let run = try BenchProcess(options + arguments)
      #expect(run.status == 2 && run.errors.contains(message))
    }
    let unsegmented = try BenchProcess(
      Array(options.prefix(7)) + ["--shard", "1/2"])
    #expect(unsegmented.status == 2 && unsegmented.errors.contains("--shard needs --segment"))
  }
}
