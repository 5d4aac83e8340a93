import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct GatewayEventTests {
  private func text(_ content: GatewayEvent.Content) -> String {
    GatewayEvent(milliseconds: 0, content).json.text
  }

  @Test("H-631: route_success and route_error have all their fields, even where they are 0")
  func routes() {
    let success = RouteSuccess(
      model: "m", provider: "p", latency: 0, cost: 0, reason: "", mode: "cheap", requestID: "r", inputTokens: 0,
      outputTokens: 0)
    #expect(
      text(.routeSuccess(success)) == """
        {"type":"route_success","timestamp":"1970-01-01T00:00:00.000Z","model_id":"m","provider_id":"p",\
        "latency_ms":0,"cost_usd":0,"reason":"","mode":"cheap","request_id":"r","input_tokens":0,"output_tokens":0,\
        "total_tokens":0}
        """)
    let error = RouteError(latency: 0, errorClass: "", message: "", mode: "cheap", requestID: "r")
    #expect(
      text(.routeError(error)) == """
        {"type":"route_error","timestamp":"1970-01-01T00:00:00.000Z","latency_ms":0,"error_class":"","error_msg":"",\
        "mode":"cheap","request_id":"r"}
        """)
  }

  @Test("H-631: the name of the key, and the model and provider of a failure, are there where they are known")
  func optional() {
    let success = RouteSuccess(
      model: "m", provider: "p", latency: 1.5, cost: 0.5, reason: "x", mode: "cheap", requestID: "r", apiKeyName: "k",
      inputTokens: 2, outputTokens: 3)
    let json = GatewayEvent(milliseconds: 0, .routeSuccess(success)).json
    #expect(json["api_key_name"] == "k" && json["total_tokens"] == 5)
    let error = RouteError(
      latency: 0, errorClass: "", message: "", model: "m", provider: "p", mode: "cheap", requestID: "r")
    let failed = GatewayEvent(milliseconds: 0, .routeError(error)).json
    #expect(failed["model_id"] == "m" && failed["provider_id"] == "p")
  }

  @Test(
    "H-632: the other events have the contract's types, and a frame names the type and holds the JSON",
    arguments: [
      (
        GatewayEvent.Content.healthChange(HealthTransition(provider: "p", old: .healthy, new: .down, reason: .success)),
        "health_change", "\"provider_id\":\"p\",\"old_state\":\"healthy\",\"new_state\":\"down\",\"reason\":\"success\""
      ),
      (
        .healthChange(HealthTransition(provider: "p", old: .down, new: nil, reason: .removed)), "health_change",
        "\"provider_id\":\"p\",\"old_state\":\"down\",\"new_state\":\"removed\",\"reason\":\"removed\""
      ),
      (
        .escalation(requestID: "r", to: "b"), "escalation",
        "\"request_id\":\"r\",\"model_id\":\"b\""
      ),
      (
        .streamStarted(requestID: "r", model: "m", provider: "p"), "stream_started",
        "\"request_id\":\"r\",\"model_id\":\"m\",\"provider_id\":\"p\""
      ),
      (.workflowStarted(id: "w"), "workflow_started", "\"workflow_id\":\"w\""),
      (.workflowCompleted(id: "w"), "workflow_completed", "\"workflow_id\":\"w\""),
      (
        .workflowFailed(id: "w", message: "no"), "workflow_failed", "\"workflow_id\":\"w\",\"error_msg\":\"no\""
      ),
      (
        .activityCompleted(workflow: "w", call: 2), "activity_completed",
        "\"workflow_id\":\"w\",\"call\":2"
      ),
      (
        .keyRotationExpired(keyID: "k", name: "n"), "key_rotation_expired",
        "\"api_key_id\":\"k\",\"api_key_name\":\"n\""
      ),
      (.modelDisabled("m", reason: "auth"), "model_disabled", "\"model_id\":\"m\",\"reason\":\"auth\""),
      (.heartbeat, "heartbeat", ""),
    ])
  func others(content: GatewayEvent.Content, type: String, fields: String) {
    let head = "{\"type\":\"\(type)\",\"timestamp\":\"1970-01-01T00:00:00.000Z\""
    let json = head + (fields.isEmpty ? "" : ",") + fields + "}"
    #expect(text(content) == json)
    let frame = GatewayEvent(milliseconds: 0, content).frame
    #expect(String(decoding: frame.bytes, as: UTF8.self) == "event: \(type)\ndata: \(json)\n\n")
  }
}
