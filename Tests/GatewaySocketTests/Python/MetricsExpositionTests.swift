import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

/// The metrics as Prometheus' own parser reads them.
@Suite(.offThePool, .enabled(if: PythonClients.areInstalled, "\(PythonClients.absence)")) struct MetricsExpositionTests
{
  /// The value of a series by some of its labels.
  private static func value(_ seen: JSONValue, _ family: String, _ name: String, _ labels: [String: String]) -> Double?
  {
    let samples = seen["families"]?[family]?["samples"]?.elements ?? []
    return samples.first { sample in
      sample["name"]?.string == name && labels.allSatisfy { sample["labels"]?[$0.key]?.string == $0.value }
    }?["value"]?.number
  }

  @Test(
    "H-181, H-901, H-902, H-904, H-905, H-907, H-912: after traffic of all kinds the exposition is read without a complaint, and says what happened"
  )
  func exposition() async throws {
    try await SocketGateway.with { gateway in
      let name = #"a "model" with \ and"#
      let body = #"{"id": \#(JSONValue(name.replacing(" ", with: "_")).text), "provider_id": "openai", "weight": 5}"#
      #expect(await gateway.admin("POST", "/admin/v1/models", body).status == 200)
      let key = await gateway.issueKey().secret
      let odd = JSONValue(name.replacing(" ", with: "_")).text
      let url = "\(gateway.url)/v1"
      func chat(_ model: String) -> Shell.Request {
        Shell.Request(
          method: "POST", url: "\(url)/chat/completions", headers: ["Authorization: Bearer \(key)"],
          body: #"{"model": \#(model), "messages": [{"role": "user", "content": "hi"}]}"#)
      }
      let texts = try await Shell.with { shell -> [Shell.Answer] in
        _ = try await shell.batch([
          chat(#""gpt-test""#), chat(#""gpt-test""#), chat(odd), chat(#""a model that is none""#),
          Shell.Request(
            method: "POST", url: "\(url)/video/generations", headers: ["Authorization: Bearer \(key)"],
            body: #"{"model": "wan2.6-t2v", "prompt": "x"}"#),
        ])
        gateway.upstream.script("/v1/chat/completions", .document(500, "{}"))
        return try await shell.batch([chat(#""gpt-test""#)])
      }
      #expect(texts[0].status == 502)
      let exposition = try await CurlCommand.run(["\(gateway.url)/metrics"])
      #expect(exposition[header: "content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let seen = try await PythonClients.run("metrics_parser.py", input: exposition.body)
      #expect(seen["problems"]?.elements?.isEmpty == true, "\(seen["problems"]?.text ?? "")")
      let labels = ["model": "gpt-test", "provider": "openai"]
      let requests = { (status: String) in
        Self.value(
          seen, "tokenhub_requests", "tokenhub_requests_total", labels.merging(["status": status]) { $1 })
      }
      #expect(requests("ok") == 2)
      #expect(requests("error") == 1)
      #expect(
        Self.value(seen, "tokenhub_request_latency_ms", "tokenhub_request_latency_ms_count", labels) == 3)
      #expect(
        Self.value(
          seen, "tokenhub_tokens", "tokenhub_tokens_total", labels.merging(["direction": "input"]) { $1 }) == 22)
      #expect(
        Self.value(
          seen, "tokenhub_request_errors", "tokenhub_request_errors_total",
          labels.merging(["http_status": "502"]) { $1 })
          == 1)
      #expect(
        Self.value(
          seen, "tokenhub_requests", "tokenhub_requests_total", ["model": name.replacing(" ", with: "_")]) == 1)
      #expect(
        Self.value(seen, "tokenhub_provider_health_state", "tokenhub_provider_health_state", ["provider": "openai"])
          != nil)
      #expect(!exposition.text.contains("a model that is none"))
    }
  }
}
