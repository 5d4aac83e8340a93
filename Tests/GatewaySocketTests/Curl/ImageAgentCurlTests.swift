import Digests
import GatewayState
import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// The page of the image agent, its command run as it is printed but for the host and the placeholders.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "there is no curl")) struct ImageAgentCurlTests {
  private static let secret = "a secret that webhooks are signed with"

  /// The printed command with values in the place of what stands in angle brackets.
  private static func command(_ gateway: SocketGateway, key: String) throws -> String {
    let printed = try #require(try Seed(Seed.imageAgent).steps.first).command
    return printed.replacing("https://api.tokenkit.co", with: gateway.url)
      .replacing("<token>", with: key)
      .replacing("instructions=<string>", with: "instructions=A cat in a hat")
      .replacing("agent_id=<string>", with: "agent_id=an-agent")
      .replacing("webhook_url=<string>", with: "webhook_url=\(gateway.upstream.url)/hook")
  }

  @Test(
    "H-702, H-707, H-712, H-716, H-740: the printed form with its two files is accepted, and its links lead to the job")
  func accepted() async throws {
    try await SocketGateway.with { gateway in
      gateway.script(plan: [#"{"action": "generate", "prompt": "a cat"}"#, #"{"action": "finish", "note": "done"}"#])
      try await Shell.with { shell in
        try shell.write(ScriptedUpstream.picture, to: "example-file")
        let key = await gateway.issueKey().secret
        let accepted = try await shell.run(try Self.command(gateway, key: key))
        #expect(accepted.status == 202, "\(accepted.text) \(accepted.errors)")
        #expect(accepted.json["errors"] == .null)
        let data = try #require(accepted.json["data"])
        let id = try #require(data["job_id"]?.string)
        #expect(id.hasPrefix("job_"))
        #expect(data["links"]?["self"]?.string == "/v1/jobs/\(id)")
        #expect(data["links"]?["stream"]?.string == "/v1/jobs/\(id)/stream")
        // The stream ends when the job does.
        let stream = try await shell.run(
          #"curl -sS -N "\#(gateway.url)/v1/jobs/\#(id)/stream" -H "Authorization: Bearer $TOKENHUB_API_KEY""#, key: key
        )
        #expect(stream.status == 200)
        #expect(stream.text.contains("event: end\n"), "\(stream.text)")
        let job = try await shell.run(
          #"curl -sS "\#(gateway.url)/v1/jobs/\#(id)" -H "Authorization: Bearer $TOKENHUB_API_KEY""#, key: key)
        #expect(job.json["data"]?["status"]?.string == "succeeded", "\(job.text)")
        #expect(job.json["data"]?["max_steps"]?.integer == 10)
        // Both files reached the planner's sight: the prompt counts them.
        let asked = gateway.upstream.requests.first { $0.path == "/v1/chat/completions" }
        #expect(asked.map { String(decoding: $0.body, as: UTF8.self).contains("Input images: 2") } == true)
      }
    }
  }

  @Test("H-760: the webhook of the printed form is told of the end, signed, and with the body of the job")
  func webhook() async throws {
    try await SocketGateway.with(
      configure: { configuration, _, _ in configuration.webhookSecret = SecretText(Self.secret) }
    ) { gateway in
      gateway.script(plan: [#"{"action": "generate", "prompt": "a cat"}"#, #"{"action": "finish"}"#])
      try await Shell.with { shell in
        try shell.write(ScriptedUpstream.picture, to: "example-file")
        _ = try await shell.run(try Self.command(gateway, key: await gateway.issueKey().secret))
        var told = gateway.upstream.requests.first { $0.path == "/hook" }
        for _ in 0..<500 where told == nil {
          try await Task.sleep(for: .milliseconds(20))
          told = gateway.upstream.requests.first { $0.path == "/hook" }
        }
        let call = try #require(told)
        #expect(call.method == "POST")
        #expect(call.json?["event"]?.string == "job.completed")
        #expect(call.json?["status"]?.string == "succeeded")
        let code = HMACSHA256.code(of: call.body, key: Array(Self.secret.utf8))
        #expect(call[header: "x-tokenhub-signature"] == "sha256=" + HexadecimalText.text(of: code))
        #expect(call[header: "x-tokenhub-event"] == "job.completed")
        #expect(call[header: "x-tokenhub-delivery"]?.count == 36)
      }
    }
  }

  @Test("H-708, H-713, H-714: everything that is wrong with the form is told at once, and nothing is made")
  func refused() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        try shell.write(Array("no picture".utf8), to: "example-file")
        let command = try Self.command(gateway, key: await gateway.issueKey().secret)
          .replacing("max_steps=10", with: "max_steps=31").replacing("aspect_ratio=1:1", with: "aspect_ratio=1:7")
          .replacing("instructions=A cat in a hat", with: "instructions=ab")
        let answer = try await shell.run(command)
        #expect(answer.status == 400, "\(answer.text)")
        let errors = answer.json["errors"]?.elements ?? []
        let fields = errors.compactMap { $0["field"]?.string }
        #expect(Set(fields).isSuperset(of: ["max_steps", "aspect_ratio", "instructions"]), "\(answer.text)")
        #expect(errors.count { $0["code"]?.string == "INVALID_IMAGE" } == 2, "\(answer.text)")
        #expect(answer.json["data"] == .null)
        #expect(gateway.upstream.requests.isEmpty)
      }
    }
  }
}

extension SocketGateway {
  /// Has the planner of image agents say these things one after the other.
  fileprivate func script(plan: [String]) {
    let answers = plan.map { ScriptedUpstream.Answer.openAIChat($0) }
    if answers.count == 2 { upstream.script("/v1/chat/completions", answers[0], answers[1]) }
  }
}
