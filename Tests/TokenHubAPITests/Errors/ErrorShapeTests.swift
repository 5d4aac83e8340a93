import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The shapes of errors, and what every one of them tells (H-010 to H-015, C-108, C-315).
@Suite(.offThePool) struct ErrorShapeTests {
  @Test(
    "H-010 to H-013: each path tells of errors in the shape of its surface, known or not",
    arguments: [
      ("/v1/chat", .native), ("/v1/plan", .native), ("/healthz", .native), ("/admin/v1/models", .native),
      ("/nowhere", .native), ("/v1/chat/completions", .openAI), ("/v1/images/generations", .openAI),
      ("/v1/video/tasks/x", .openAI), ("/v1/models", .openAI), ("/v1/embeddings", .openAI),
      ("/v1/messages", .anthropic), ("/v1/jobs/x", .jobs), ("/v2/image/agent", .jobs), ("/v2/x", .jobs),
    ] as [(String, ErrorSurface)])
  func surfaces(path: String, surface: ErrorSurface) async throws {
    // No path has this method.
    let reply = await (try await GatewayFixture.open()).send("BREW", path)
    #expect([404, 405].contains(reply.status))
    let body = reply.json
    switch surface {
    case .native:
      #expect(body["error"]?.string?.isEmpty == false)
      #expect(body["request_id"]?.string == reply[header: "x-request-id"])
    case .openAI:
      #expect(body["error"]?["message"]?.string?.isEmpty == false)
      #expect(body["error"]?["type"]?.string == "invalid_request_error")
      #expect(body["error"]?["param"]?.isNull == true && body["error"]?["code"]?.string != nil)
      #expect(body["error"]?["retryable"]?.bool == false)
    case .anthropic:
      #expect(body["type"]?.string == "error" && body["error"]?["type"]?.string == "invalid_request_error")
      #expect(body["error"]?["message"]?.string?.isEmpty == false)
    case .jobs:
      #expect(body["data"]?.isNull == true && body["errors"]?[0]?["message"]?.string?.isEmpty == false)
      let code = body["errors"]?[0]?["code"]?.string ?? "x"
      #expect(code == code.uppercased())
    }
  }

  @Test(
    "H-014: the type of an error follows from its status and code",
    arguments: [
      (400, nil, "invalid_request_error"), (401, nil, "authentication_error"), (403, nil, "permission_error"),
      (404, "model_not_found", "invalid_request_error"), (413, nil, "invalid_request_error"),
      (429, "rate_limit_exceeded", "rate_limit_error"), (429, "upstream_rate_limited", "rate_limit_error"),
      (429, "monthly_budget_exceeded", "insufficient_quota"), (500, nil, "server_error"), (502, nil, "server_error"),
      (503, "no_supplier", "server_error"), (504, "timeout", "server_error"),
    ] as [(Int, String?, String)])
  func types(status: Int, code: String?, type: String) {
    #expect(APIError(status: status, message: "m", code: code).type == type)
  }

  @Test(
    "C-315, C-108: each error tells what to do next, in both shapes",
    arguments: [
      (400, nil, nil, "fix_request"), (401, "invalid_api_key", nil, "request_new_key"), (403, nil, nil, "fix_request"),
      (404, "model_not_found", nil, "fix_request"), (413, nil, nil, "fix_request"),
      (429, "rate_limit_exceeded", nil, "retry"), (429, "upstream_rate_limited", nil, "retry"),
      (429, "monthly_budget_exceeded", false, "contact_support"), (500, "internal_error", nil, "retry"),
      (502, "upstream_error", nil, "retry"), (502, "output_schema_validation_failed", false, "contact_support"),
      (503, "no_supplier", false, "switch_region_or_model_format"),
      (503, "region_unavailable", nil, "switch_region_or_model_format"), (504, "timeout", nil, "retry"),
    ] as [(Int, String?, Bool?, String)])
  func hints(status: Int, code: String?, mayRetry: Bool?, hint: String) {
    let error = APIError(status: status, message: "m", code: code, mayRetry: mayRetry)
    #expect(error.body(on: .openAI, requestID: "r")["error"]?["hint"]?.string == hint)
    #expect(error.body(on: .native, requestID: "r")["hint"]?.string == hint)
  }

  @Test("C-315, C-108: errors of the gateway carry code, param, retryable and hint on the wire")
  func hintOnTheWire() async throws {
    let consumer = try await Consumer.open()
    let unknown = await consumer.complete(#""model": "no-such-model""#).json["error"]
    #expect(unknown?["code"]?.string == "model_not_found" && unknown?["param"]?.string == "model")
    #expect(unknown?["retryable"]?.bool == false && unknown?["hint"]?.string == "fix_request")
    let region = await consumer.complete(#""model": "gpt-test", "preferences": {"region": "mars"}"#).json["error"]
    #expect(region?["hint"]?.string == "switch_region_or_model_format")
    let native = await consumer.post("/v1/chat", "{}").json
    #expect(native["hint"]?.string == "fix_request")
    let keyless = await consumer.fixture.send("POST", "/v1/embeddings").json["error"]
    #expect(keyless?["hint"]?.string == "request_new_key" && keyless?["code"]?.string == "invalid_api_key")
  }

  @Test("H-015: messages hold no secrets, no addresses with passwords, and not much of what providers say")
  func messages() async throws {
    let canaries = [
      "sk-canary0123456789abcdef", "tokenhub_" + String(repeating: "ab", count: 32), "hunter2",
    ]
    let words =
      "bad key \(canaries[0]) for \(canaries[1]) at https://user:\(canaries[2])@host.test/v1 "
      + String(repeating: "blah ", count: 500)
    let consumer = try await Consumer.open(answer: Hosts.refusing(422, words))
    for reply in [await consumer.complete(), await consumer.chat(#""model_hint": "gpt-test""#)] {
      #expect(reply.status >= 400 && reply.text.utf8.count < 2500, "\(reply.text)")
      for canary in canaries { #expect(!reply.text.contains(canary)) }
    }
    let message = await consumer.complete().json["error"]?["message"]?.string ?? ""
    #expect(message.hasPrefix("bad key") && message.count <= 200)
  }

  @Test("H-026: what must not happen is told without a word about it")
  func internalError() {
    let error = APIError.internalError
    #expect(error.status == 500 && error.type == "server_error")
    #expect(error.body(on: .openAI, requestID: "r")["error"]?["code"] == "internal_error")
    #expect(error.body(on: .native, requestID: "r")["error"] == "internal error")
  }

  @Test("H-015: our own messages are cut and redacted too")
  func ownMessages() {
    let text = "key sk-canary0123456789abcdef " + String(repeating: "é", count: 2000)
    let body = APIError.badRequest(text).body(on: .native, requestID: "r")["error"]?.string ?? ""
    #expect(!body.contains("canary") && body.count == 500)
  }
}
