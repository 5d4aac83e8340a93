import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthVectorTests {
  @Test(
    "R-901, R-902, R-903, R-904, R-906, R-908: the recorded histories of another engine's health book come out the same"
  )
  func recordedHistories() throws {
    let lines = try Repository.bytes(of: "Tests/Fixtures/health.jsonl").split(separator: 0x0A).map(Array.init)
    var steps = 0
    var latencies = 0
    for line in lines {
      let scenario = JSONField(try JSONValue(parsing: line))
      let cooldown: Double = try scenario.required("cooldown_ms").double()
      let parameters = HealthParameters(
        degradedAfter: try scenario.required("degraded_after").int(),
        downAfter: try scenario.required("down_after").int(),
        cooldown: try #require(Milliseconds(cooldown)))
      var providers: [String: ProviderHealth] = [:]
      for step in try scenario.required("steps").elements() {
        steps += 1
        try check(step, &providers, parameters, &latencies)
      }
    }
    #expect(lines.count == 83)
    #expect(steps == 2443)
    #expect(latencies == 1200)
  }

  private func check(
    _ step: JSONField, _ providers: inout [String: ProviderHealth], _ parameters: HealthParameters,
    _ latencies: inout Int
  ) throws {
    let id = try step.required("provider_id").string()
    let now = Moment(milliseconds: try step.required("t_ms").double())
    var health = providers[id] ?? ProviderHealth()
    let before = health.state(parameters)
    switch try step.required("op").string() {
    case "success":
      let latency = try step.required("latency_ms").double()
      health.record(.success(latency: try #require(Milliseconds(latency))), at: now, parameters)
    case "error": health.record(.failure(), at: now, parameters)
    default: break
    }
    providers[id] = health
    let expected = try step.required("expect")
    #expect(try expected.required("state").string() == health.state(parameters).name)
    #expect(try expected.required("transition").bool() == (before != health.state(parameters)))
    #expect(try expected.required("total_requests").int() == health.totalRequests)
    #expect(try expected.required("total_errors").int() == health.totalErrors)
    #expect(try expected.required("consec_errors").int() == health.consecutiveErrors)
    #expect(try expected.required("available").bool() == health.isAvailable(at: now, parameters))
    let reading = health.reading(at: now, parameters)
    #expect(reading.state == health.state(parameters))
    #expect(reading.isAvailable == health.isAvailable(at: now, parameters))
    if let latency = try expected.optional("avg_latency_ms")?.double() {
      let actual = try #require(reading.latency).value
      #expect(abs(latency - actual) <= 1e-9 * actual)
      latencies += 1
    }
  }
}
