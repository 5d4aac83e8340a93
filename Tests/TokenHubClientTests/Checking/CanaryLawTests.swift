import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct CanaryLawTests {
  private static let secret = "0123456789abcdef"

  /// An answer that fits a request or does not, with the key in any place where a server could put it.
  private static func response(to request: ClientRequest, key: String, _ dice: inout Dice) -> ClientResponse {
    func echo() -> String {
      dice.pick(["x", "x", key, "Bearer \(key)", "https://h/\(key)/a?token=abc"])
    }
    let fitting =
      switch request.url {
      case let url where url.contains("/chat/"): [Samples.completion]
      case let url where url.contains("/images/"):
        [#"{"data":[{"url":"\#(echo())"}]}"#, #"{"output":{"results":[{"url":"\#(echo())"}]}}"#]
      case let url where url.contains("/video/generations"): [#"{"task_id":"\#(echo())","id":"t"}"#]
      default: [#"{"task_status":"SUCCEEDED","video_url":"\#(echo())"}"#, #"{"task_status":"RUNNING"}"#]
      }
    let others = [
      #"{"object":"\#(echo())","choices":[{"message":{"content":"\#(echo())"}}]}"#,
      #"{"error":{"message":"\#(echo())","code":"\#(echo())","allowed_regions":["\#(echo())","eu"]}}"#,
      #"{"error":{"code":"no_supplier","allowed_regions":["\#(echo())","eu"]},"request_id":"\#(echo())"}"#,
      #"{"data":[{"b64_json":"\#(echo())"}]}"#, #"{"task_status":"\#(echo())"}"#,
      "data: {\"object\":\"\(echo())\"}\n\ndata: [DONE]\n\n", echo(),
    ]
    let names = ["X-Request-ID", "X-Asset-Expires", "Retry-After", "X-TokenHub-Model", "X-TokenHub-Provider"]
    let fields = names.compactMap { name in dice.chance(0.4) ? ClientField(name, echo()) : nil }
    let isFitting = dice.chance(0.65)
    let body = Array(dice.pick(isFitting ? fitting : others).utf8)
    return ClientResponse(
      status: isFitting ? 200 : dice.pick([200, 400, 401, 404, 429, 500, 503, 503, 503, 503]), headers: fields,
      body: dice.chance(0.9) ? body : Mutation.mutated(body, using: &dice.generator))
  }

  /// All that anybody can see of a step; of a request that is all but the value of its one secret header.
  private static func texts(_ step: IntegrationStep) -> [String] {
    var dumped = ""
    dump(step, to: &dumped)
    var texts = ["\(step)", String(reflecting: step), dumped]
    switch step {
    case .send(let request, _):
      texts += [request.url, String(decoding: request.body, as: UTF8.self)]
      texts += request.headers.filter { $0.name != "Authorization" }.map(\.value)
    case .finish(let report): texts.append(report.json.text)
    case .escalate(let escalation, let report): texts += [escalation.json.text, report.json.text]
    case .transferAsset, .nothing: break
    }
    return texts
  }

  @Test("C-405: a key of any shape that a server names as a region is not sent as one")
  func regions() throws {
    let key = "plain-secret-42"
    var checker = IntegrationChecker()
    checker.start(key: key, now: 0)
    _ = checker.next()
    let step = checker.step(
      Samples.error(404, key, extra: #","allowed_regions":["\#(key)","a \#(key)","eu"]"#))
    #expect(step.report?.json["code"]?.string == "‹redacted›")
    let again = Samples.error(503, "no_supplier", extra: #","allowed_regions":["\#(key)","a \#(key)","eu"]"#)
    var other = IntegrationChecker()
    other.start(key: key, now: 0)
    _ = other.next()
    let body = try JSONValue(parsing: try #require(other.step(again).request).body)
    #expect(body["preferences"]?["region"]?.text == #"["eu"]"#)
  }

  @Test("C-405: whatever a server answers, nothing that comes out of a check holds the key")
  func law() {
    var dice = Dice(seed: 405)
    var ends: Set<String> = []
    for number in 0..<100 {
      var checker = IntegrationChecker(
        formats: ModelFormats(bare: "deepseek-v3.2", qualified: "a/b", plan: "p"),
        media: dice.pick([[.image, .video], [.video, .image]]),
        idempotencyKey: "i")
      // A short one fits where a long one does not, and one of another shape is only known by heart.
      let key = [Samples.canary, "tokenhub_\(Self.secret)", "zz\(Self.secret)zz"][number % 3]
      checker.start(key: key, now: 0)
      for turn in 0..<25 {
        let step = checker.next()
        var dumped = ""
        if number % 10 == 0 { dump(checker, to: &dumped) }
        let all =
          Self.texts(step) + [dumped, "\(checker)", "\(checker.checks)", "\(String(describing: checker.failure))"]
        for text in all where text.contains(Self.secret) { Issue.record("\(text)") }
        switch step {
        case .send(let request, _):
          checker.received(
            Self.response(to: request, key: key, &dice), now: turn * 10_000, unit: dice.generator.unit())
        case .transferAsset: checker.transferred(byteCount: dice.number(0...2), now: turn)
        case .finish(let report): ends.insert(report.json["failed_check"]?.string ?? report.status.name)
        case .escalate: ends.insert("escalated")
        case .nothing: break
        }
      }
      if [.ready, .sent, .validated].contains(checker.state) { ends.insert("waiting") }
    }
    // The law would say little if all runs ended at their first step.
    for end in ["status", "object", "escalated", "image_url", "video_task_id", "video_url"] {
      #expect(ends.contains(end), "\(ends.sorted())")
    }
  }
}
