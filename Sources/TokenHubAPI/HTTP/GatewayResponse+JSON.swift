internal import ProviderAdapters
internal import RoutingCore

extension GatewayResponse {
  /// A response of JSON (H-001).
  static func json(_ value: JSONValue, status: Int = 200, headers: [HTTPField] = []) -> GatewayResponse {
    var writer = JSONWriter()
    writer.value(value)
    return GatewayResponse(
      status: status, headers: [HTTPField("Content-Type", "application/json; charset=utf-8")] + headers,
      body: .bytes(writer.bytes))
  }

  /// `{"ok": true}` and more members.
  static func ok(_ members: KeyValuePairs<String, JSONValue> = [:]) -> GatewayResponse {
    var object = JSONMembers()
    object["ok"] = true
    object.append(contentsOf: members.map { JSONValue.Member(name: $0.key, value: $0.value) })
    return .json(object.value)
  }

  /// A stream of events (H-122).
  static func events(_ stream: any GatewayEventStream, headers: [HTTPField] = []) -> GatewayResponse {
    GatewayResponse(
      status: 200,
      headers: [
        HTTPField("Content-Type", "text/event-stream"), HTTPField("Cache-Control", "no-cache"),
        HTTPField("Connection", "keep-alive"), HTTPField("X-Accel-Buffering", "no"),
      ] + headers, body: .events(stream))
  }
}
