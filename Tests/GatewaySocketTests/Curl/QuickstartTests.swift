import Foundation
import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

/// The agent quickstart, its commands run as they are printed but for the host.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "there is no curl")) struct QuickstartTests {
  /// The steps of the page, of a gateway's address.
  private static func steps(at url: String) throws -> [Seed.Step] {
    try Seed(Seed.quickstart).steps.map { step in
      Seed.Step(command: step.command.replacing("https://tokenhub.link", with: url), checks: step.checks)
    }
  }

  private static func expect(_ checks: [String], _ facts: MachineChecks, _ text: String) {
    for check in checks { #expect(facts.holds(check) == true, "\(check): \(facts.status) \(text)") }
  }

  @Test("the quickstart is read as it is printed: six commands, each with its checks")
  func reading() throws {
    let steps = try Seed(Seed.quickstart).steps
    #expect(steps.map(\.checks.count) == [4, 2, 1, 0, 3, 1])
    let first = """
      curl -sS "https://tokenhub.link/v1/chat/completions" \\
        -H "Authorization: Bearer $TOKENHUB_API_KEY" \\
        -H "Content-Type: application/json" \\
        -d '{
          "model": "deepseek-v3.2",
      """
    #expect(steps.first?.command.hasPrefix(first) == true)
    #expect(try Seed(Seed.quickstart).items(of: "supported_model_formats").count == 3)
    #expect(
      Seed(text: "assert(before)\ncurl -d '{\n}' \\\n -x\ncurl -L b\nassert(a)\n  assert(b)").steps == [
        Seed.Step(command: "curl -d '{\n}' \\\n -x"), Seed.Step(command: "curl -L b", checks: ["a", "b"]),
      ])
  }

  @Test(
    "C-101 to C-104, C-106, C-107, C-203, C-210 to C-213, H-149: the printed request gets its answer in every printed format of a model",
    arguments: 0..<3)
  func text(format: Int) async throws {
    let seed = try Seed(Seed.quickstart)
    let model = seed.items(of: "supported_model_formats")[format]
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let step = try #require(try Self.steps(at: gateway.url).first)
        let command = step.command.replacing(#""model": "deepseek-v3.2""#, with: #""model": "\#(model)""#)
        let answer = try await shell.run(command, key: await gateway.issueKey().secret)
        Self.expect(step.checks, MachineChecks(status: answer.status, json: answer.json), answer.text + answer.errors)
        let sent = try #require(gateway.upstream.requests.first?.json)
        #expect(sent["messages"]?[0]?["content"]?.string == "Reply with OK only.")
        #expect(sent["max_tokens"]?.integer == 32)
        #expect(sent["temperature"]?.number == 0)
      }
    }
  }

  @Test("C-221 to C-224, H-153: the printed picture is made by a supplier of tasks and downloaded from its address")
  func picture() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let steps = try Self.steps(at: gateway.url)
        let made = try await shell.run(steps[1].command, key: await gateway.issueKey().secret)
        Self.expect(steps[1].checks, MachineChecks(status: made.status, json: made.json), made.text + made.errors)
        let submitted = try #require(gateway.upstream.requests.first { $0.path.hasSuffix("/image-synthesis") })
        #expect(submitted[header: "x-dashscope-async"] == "enable")
        #expect(submitted.json?["parameters"]?["size"]?.string == "1024*1024")
        let url = try #require(made.json["data"]?[0]?["url"]?.string)
        #expect(made.json["output"]?["results"]?[0]?["url"]?.string == url)
        let loaded = try await shell.run(steps[2].command.replacing("{image_url}", with: url))
        Self.expect(steps[2].checks, MachineChecks(file: shell.file), loaded.errors)
        #expect(shell.file("output-image.png") == ScriptedUpstream.picture)
      }
    }
  }

  @Test("C-225 to C-229, H-161, H-165, H-166: the printed video is begun, polled through its states, and downloaded")
  func video() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let steps = try Self.steps(at: gateway.url)
        let key = await gateway.issueKey().secret
        let begun = try await shell.run(steps[3].command, key: key)
        #expect(begun.status == 200, "\(begun.text)")
        #expect(begun.json["task_status"]?.string == "PENDING")
        let id = try #require(begun.json["task_id"]?.string)
        #expect(begun.json["output"]?["task_id"]?.string == id)
        var states: [String] = []
        var url: String?
        for _ in 0..<3 {
          let answer = try await shell.run(steps[4].command.replacing("{task_id}", with: id), key: key)
          let state = answer.json["task_status"]?.string ?? "none"
          // The page asks for the address of a video that has succeeded only.
          let checks = steps[4].checks.filter { $0 != "video_url exists" || state == "SUCCEEDED" }
          Self.expect(checks, MachineChecks(status: answer.status, json: answer.json), answer.text + answer.errors)
          states.append(state)
          url = answer.json["video_url"]?.string
        }
        #expect(states == ["PENDING", "RUNNING", "SUCCEEDED"])
        let loaded = try await shell.run(steps[5].command.replacing("{video_url}", with: try #require(url)))
        Self.expect(steps[5].checks, MachineChecks(file: shell.file), loaded.errors)
        #expect(shell.file("output-video.mp4") == ScriptedUpstream.film)
      }
    }
  }

  @Test("C-302, H-030: the printed request with a key that is none is told to get a new one")
  func withoutKey() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let command = try #require(try Self.steps(at: gateway.url).first).command
        for key in ["", "tokenhub_" + String(repeating: "0", count: 64)] {
          let answer = try await shell.run(command, key: key)
          #expect(answer.status == 401)
          #expect(answer.json["error"]?["message"]?.string == "missing or invalid api key")
        }
        #expect(gateway.upstream.requests.isEmpty)
      }
    }
  }
}
