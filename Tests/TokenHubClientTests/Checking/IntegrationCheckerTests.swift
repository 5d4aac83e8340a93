import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubClient

@Suite(.offThePool) struct IntegrationCheckerTests {
  @Test("C-202: without a key nothing is sent, and the report says what to do", arguments: [nil, "", " \n"])
  func noKey(text: String?) throws {
    var checker = IntegrationChecker()
    #expect(checker.state == .needKey && checker.next() == .nothing)
    checker.start(key: text, now: 0)
    let report = try #require(checker.next().report)
    #expect(checker.state == .needKey)
    #expect(report.json["integration_status"]?.string == "needs_key")
    #expect(report.notes.contains("TOKENHUB_API_KEY") && report.notes.contains("console"))
    checker.received(Samples.answer(Samples.completion), now: 0, unit: 0)
    #expect(checker.next() == .nothing && checker.state == .needKey)
  }

  @Test("C-201, C-203, C-204, C-205: key, request, validation and report, one after the other")
  func success() throws {
    var checker = IntegrationChecker()
    checker.start(key: " \(Samples.canary)\n", now: 5)
    #expect(checker.state == .ready)
    let step = checker.next()
    #expect(step == .send(IntegrationContract().chatRequest(key: Samples.key), afterMilliseconds: 0))
    #expect(checker.state == .sent && checker.next() == .nothing)
    checker.received(Samples.answer(Samples.completion), now: 1_736_368_320_000, unit: 0)
    #expect(checker.state == .validated)
    let report = try #require(checker.next().report)
    #expect(checker.state == .reported && report.status == .success)
    #expect(report.model == "deepseek-v3.2" && report.json["validated_at"]?.string == "2025-01-08T20:32:00Z")
    #expect(report.notes == "TokenHub API is ready for production wiring.")
    #expect(checker.next() == .nothing && checker.failure == nil)
  }

  @Test("C-302: a key that is not accepted is dropped, and a new one asked for")
  func badKey() throws {
    var checker = IntegrationChecker.sent()
    let report = try #require(checker.step(Samples.error(401, "invalid_api_key")).report)
    #expect(checker.state == .stopped && report.status.name == "needs_key")
    #expect(report.json["code"]?.string == "invalid_api_key" && report.json["failed_check"]?.string == "status")
    #expect(checker.key == nil && checker.redactor.redacted("a \(Samples.canary.dropFirst(9))").contains("0123"))
    checker.received(Samples.answer(Samples.completion), now: 0, unit: 0)
    checker.start(key: Samples.canary, now: 0)
    #expect(checker.next() == .nothing && checker.state == .stopped)
  }

  @Test("C-303, C-306: what may pass is tried three times in all, then people are asked")
  func retries() throws {
    var checker = IntegrationChecker.sent(IntegrationChecker(contract: .init(supportURL: "https://help")))
    let first = checker.step(Samples.error(503, nil))
    #expect(first.wait == 1000 && first.request == IntegrationContract().chatRequest(key: Samples.key))
    checker.connectionFailed(now: 0, unit: 0)
    #expect(checker.next().wait == 1000)
    guard case .escalate(let escalation, let report) = checker.step(Samples.error(502, "upstream_error")) else {
      return #expect(Bool(false), "not escalated")
    }
    #expect(checker.state == .escalated && report.status.name == "escalated")
    #expect(escalation.attempts == 3 && escalation.contact == "https://help" && escalation.code == "upstream_error")
  }

  @Test("C-301, C-304, C-503: another target is taken at once, and the report names the model that answered")
  func switching() throws {
    var checker = IntegrationChecker.sent(
      IntegrationChecker(formats: ModelFormats(bare: "deepseek-v3.2", qualified: "alibaba/deepseek-v3.2")))
    let region = checker.step(
      Samples.error(503, "region_unavailable", extra: #","allowed_regions":["eu"]"#))
    #expect(region.wait == 0)
    let body = try JSONValue(parsing: try #require(region.request).body)
    #expect(body["preferences"]?["region"]?.text == #"["eu"]"# && body["model"]?.string == "deepseek-v3.2")
    let name = checker.step(Samples.error(503, "no_supplier"))
    let other = try JSONValue(parsing: try #require(name.request).body)
    #expect(other["model"]?.string == "alibaba/deepseek-v3.2" && other["preferences"] == nil)
    let report = try #require(checker.step(Samples.answer(Samples.completion)).report)
    #expect(report.status == .success && report.model == "alibaba/deepseek-v3.2")
  }

  @Test("C-307, C-507: an error that will not pass ends the run, and the report tells of it")
  func failing() throws {
    var checker = IntegrationChecker.sent()
    let response = Samples.error(404, "model_not_found", [ClientField("X-Request-ID", "r-1")])
    let report = try #require(checker.step(response).report)
    #expect(checker.state == .stopped)
    #expect(
      report.status == .failed(.init(failedCheck: "status", code: "model_not_found", requestID: "r-1")))
    #expect(checker.failure == ClientFailure(status: 404, code: "model_not_found"))
  }

  @Test("C-306: a third run with the same failure is escalated, of a status as of a check")
  func thirdRun() throws {
    for response in [Samples.error(404, nil), Samples.answer("{}")] {
      var runs: [ClientFailure] = []
      var ends: [IntegrationChecker.State] = []
      for _ in 0..<3 {
        var checker = IntegrationChecker.sent(IntegrationChecker(earlierRuns: runs))
        _ = checker.step(response)
        ends.append(checker.state)
        runs.append(try #require(checker.failure))
      }
      #expect(ends == [.stopped, .stopped, .escalated])
    }
  }

  @Test("C-314: a stream that broke after its first chunk is not asked for again")
  func brokenStream() {
    for (chunks, state) in [(0, IntegrationChecker.State.ready), (1, .stopped)] {
      var checker = IntegrationChecker.sent(IntegrationChecker(delivery: .streamed))
      checker.connectionFailed(deliveredChunks: chunks, now: 0, unit: 0)
      #expect(checker.state == state)
    }
  }

  @Test("C-404: an error tells of no header and no body")
  func noBodies() {
    var checker = IntegrationChecker.sent()
    let response = Samples.answer(
      #"{"error":{"message":"PRIVATE","code":"c","prompt":"PRIVATE"}}"#, status: 400,
      [ClientField("x-private", "PRIVATE")])
    let step = checker.step(response)
    let shown = "\(step) \(step.report?.json.text ?? "") \(checker.checks)"
    #expect(!shown.contains("PRIVATE"))
  }
}
