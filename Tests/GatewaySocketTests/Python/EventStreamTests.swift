import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

/// The streams of events as a reader sees them that follows the WHATWG's rules.
@Suite(.offThePool, .enabled(if: Python.isInstalled, "there is no python3")) struct EventStreamTests {
  private static func read(
    _ gateway: SocketGateway, _ path: String, _ headers: [String: String], limit: Int, breakAfter: Int = 0
  ) async throws -> JSONValue {
    let fields = JSONValue(.object(headers.map { .init(name: $0.key, value: JSONValue($0.value)) }))
    return try await PythonClients.runPlain(
      "event_source.py", ["127.0.0.1", "\(gateway.server.port)", path, fields.text, "\(limit)", "\(breakAfter)"])
  }

  @Test("H-035, H-630, H-631: the stream of administrators greets, and tells of a success and of a failure in full")
  func administrators() async throws {
    try await SocketGateway.with { gateway in
      let key = await gateway.issueKey().secret
      async let reading = Self.read(
        gateway, "/admin/v1/events?token=\(SocketGateway.adminToken)", [:], limit: 3)
      // The reader is there once its subscription is: traffic goes on until it has seen enough.
      let traffic = Task {
        while !Task.isCancelled {
          for model in ["gpt-test", "no-such-model"] {
            _ = try? await CurlCommand.run([
              "\(gateway.url)/v1/chat/completions", "-H", "Authorization: Bearer \(key)", "-d",
              #"{"model": "\#(model)", "messages": [{"role": "user", "content": "hi"}]}"#,
            ])
          }
        }
      }
      let seen = try await reading
      traffic.cancel()
      await traffic.value
      #expect(seen["statuses"]?.elements?.compactMap(\.integer) == [200])
      #expect(seen["types"]?[0]?.string == "text/event-stream")
      #expect(seen["state"]?["unknown"]?.elements?.isEmpty == true)
      let events = seen["events"]?.elements ?? []
      #expect(events.first?["event"]?.string == "connected")
      #expect(events.first?["data"]?.string.map { JSONValue.reading($0)["status"]?.string } == "ok")
      let members = [
        "route_success": [
          "type", "timestamp", "model_id", "provider_id", "latency_ms", "cost_usd", "reason", "mode", "request_id",
          "input_tokens", "output_tokens", "total_tokens",
        ], "route_error": ["type", "timestamp", "latency_ms", "error_class", "error_msg", "mode", "request_id"],
      ]
      #expect(Set(events.dropFirst().compactMap { $0["event"]?.string }) == Set(members.keys))
      for event in events.dropFirst() {
        let data = JSONValue.reading(event["data"]?.string ?? "null")
        #expect(data["type"]?.string == event["event"]?.string)
        for member in members[event["event"]?.string ?? ""] ?? [] {
          #expect(data[member] != nil, "\(member) in \(data.text)")
        }
      }
    }
  }

  @Test(
    "H-741, H-750, H-752, H-753: a job's stream is taken up after a break where Last-Event-ID says, with no log twice and none missing"
  )
  func job() async throws {
    try await SocketGateway.with { gateway in
      // The planner thinks for a while, so that the stream is open before the end.
      gateway.upstream.script(
        "/v1/chat/completions", .after(.milliseconds(300), .openAIChat(#"{"action": "generate", "prompt": "a cat"}"#)),
        .after(.milliseconds(300), .openAIChat(#"{"action": "finish", "note": "done"}"#)))
      let key = await gateway.issueKey().secret
      let accepted = try await CurlCommand.run([
        "\(gateway.url)/v2/image/agent", "-H", "Authorization: Bearer \(key)", "-F", "instructions=a cat in a hat",
        "-F",
        "agent_id=an-agent",
      ])
      let data = try JSONValue(parsing: accepted.body)["data"]
      let path = try #require(data?["links"]?["stream"]?.string)
      let headers = ["Authorization": "Bearer \(key)"]
      let broken = try await Self.read(gateway, path, headers, limit: 0, breakAfter: 2)
      let whole = try await Self.read(gateway, path, headers, limit: 0)
      #expect(broken["statuses"]?.elements?.compactMap(\.integer) == [200, 200])
      #expect(broken["state"]?["unknown"]?.elements?.isEmpty == true)
      let all = whole["events"]?.elements ?? []
      let kinds = all.compactMap { $0["event"]?.string }
      #expect(kinds.first == "status" && kinds.suffix(2) == ["result", "end"], "\(kinds)")
      #expect(kinds.dropFirst().dropLast(2).allSatisfy { $0 == "log" }, "\(kinds)")
      #expect(all.last?["data"]?.string.map { JSONValue.reading($0)["status"]?.string } == "succeeded")
      func logs(_ seen: JSONValue) -> [String] {
        (seen["events"]?.elements ?? []).filter { $0["event"]?.string == "log" }.compactMap { $0["id"]?.string }
      }
      #expect(!logs(whole).isEmpty)
      #expect(logs(broken) == logs(whole), "\(broken.text)")
      let second = (broken["events"]?.elements ?? []).filter { $0["connection"]?.integer == 2 }
      #expect(second.last?["event"]?.string == "end")
      // Another key has no such job, and learns so before a stream begins.
      let other = await gateway.issueKey().secret
      let refused = try await Self.read(gateway, path, ["Authorization": "Bearer \(other)"], limit: 1)
      #expect(refused["statuses"]?.elements?.compactMap(\.integer) == [404])
    }
  }
}
