import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

/// The scripted provider, asked by curl.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "needs curl in PATH"), .timeLimit(.minutes(60)))
struct ScriptedUpstreamTests {
  @Test("answers come in order, the last one again and again, and every request is remembered")
  func order() async throws {
    let upstream = try ScriptedUpstream([
      "/v1/chat/completions": [.rateLimited(retryAfter: 3), .openAIChat("hello \"you\"")]
    ])
    let address = "\(upstream.url)/v1/chat/completions?x=1"
    let post = ["--json", #"{"model":"m"}"#, "-H", "Authorization: Bearer s", address]
    let first = try await CurlCommand.run(post)
    #expect(first.status == 429)
    #expect(first[header: "retry-after"] == "3")
    for _ in 0..<2 {
      let answer = try JSONValue(parsing: try await CurlCommand.run(post).body)
      #expect(answer["choices"]?[0]?["message"]?["content"]?.string == "hello \"you\"")
    }
    #expect(try await CurlCommand.run(["\(upstream.url)/other"]).status == 404)
    #expect(upstream.requests.map(\.path) == Array(repeating: "/v1/chat/completions", count: 3) + ["/other"])
    #expect(upstream.requests[0].json?["model"]?.string == "m")
    #expect(upstream.requests[0][header: "authorization"] == "Bearer s")
    #expect(upstream.requests[0].query == "x=1")
    await upstream.stop()
  }

  @Test("a reset before the head, in the middle of a stream, and a slow answer are what they say")
  func failures() async throws {
    let upstream = try ScriptedUpstream([
      "/reset": [.reset], "/broken": [.stream(["data: 1\n\n"], ending: .reset)],
      "/slow": [.after(.milliseconds(50), .json(200, ["ok"]))], "/silent": [.stream(["data: 1\n\n"], ending: .never)],
    ])
    #expect([52, 56].contains(try await CurlCommand.run(["\(upstream.url)/reset"]).exitCode))
    let broken = try await CurlCommand.run(["\(upstream.url)/broken"])
    #expect([18, 56].contains(broken.exitCode))
    #expect(try await CurlCommand.run(["\(upstream.url)/slow"]).text == #"["ok"]"#)
    let silent = try await CurlCommand.run(["-m", "0.3", "-N", "\(upstream.url)/silent"])
    #expect(silent.exitCode == 28)
    #expect(silent.text == "data: 1\n\n")
    await upstream.stop()
  }

  @Test(
    "every ready answer is JSON, or events of JSON, with the text in it",
    arguments: [
      ("chat", .openAIChat("naïve \"text\"")), ("chunks", .openAIStream(["naïve", " \"text\""])),
      ("message", .anthropicMessage("naïve \"text\"")), ("events", .anthropicStream(["naïve", " \"text\""])),
      ("images", .dashScopeImages(["naïve \"text\""])),
      ("task", .dashScopeTask("naïve \"text\"", status: "SUCCEEDED", videoURL: "http://v")),
      ("models", .modelList(["naïve \"text\""])),
    ] as [(String, ScriptedUpstream.Answer)])
  func ready(name: String, answer: ScriptedUpstream.Answer) async throws {
    let upstream = try ScriptedUpstream(["/": [answer]])
    let text = try await CurlCommand.run(["\(upstream.url)/"]).text
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("event:") && $0 != "data: [DONE]" }
    for line in lines { _ = try JSONValue(parsing: Array(line.trimmingPrefix("data: ").utf8)) }
    #expect(!lines.isEmpty)
    #expect(text.contains("naïve"))
    await upstream.stop()
  }

  @Test("a Python client works against it", .enabled(if: Python.isInstalled, "needs python3 in PATH"))
  func python() async throws {
    let upstream = try ScriptedUpstream(["/v1/models": [.modelList(["m-1"])]])
    let result = try await Python.run(
      """
      import json, sys, urllib.request
      print(json.load(urllib.request.urlopen(sys.argv[1] + "/v1/models"))["data"][0]["id"])
      """, arguments: [upstream.url])
    #expect(result.exitCode == 0, "\(result.errorText)")
    #expect(result.outputText == "m-1\n")
    await upstream.stop()
  }
}
