import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct MediaCheckTests {
  @Test("C-220: text comes first, and pictures and videos only where they are asked for")
  func order() {
    var checker = IntegrationChecker(media: [.image, .video])
    checker.start(key: Samples.canary, now: 0)
    #expect(checker.next().request?.url.hasSuffix("/chat/completions") == true)
    let image = checker.step(Samples.answer(Samples.completion))
    #expect(image.request == IntegrationContract().imageRequest(key: Samples.key) && checker.state == .validated)
    var failing = IntegrationChecker.sent(IntegrationChecker(media: [.image]))
    #expect(failing.step(Samples.answer("{}")).report?.status.name == "failed")
    var plain = IntegrationChecker.sent()
    #expect(plain.step(Samples.answer(Samples.completion)).report?.status == .success)
  }

  @Test(
    "C-222, C-223: a picture is in the first of these places",
    arguments: [
      (#"{"data":[{"url":"u1","b64_json":"b"}],"output":{"results":[{"url":"u2"}]}}"#, .url("u1"), []),
      (#"{"data":[{"b64_json":"aGk="}],"output":{"results":[{"url":"u2"}]}}"#, .base64("aGk="), []),
      (#"{"output":{"results":[{"url":"u2"}]}}"#, .url("u2"), []),
      (#"{"output":{"choices":[{"message":{"content":[{"text":"t"},{"image":"u3"}]}}]}}"#, .url("u3"), []),
      (#"{"data":[],"output":{"results":[{"url":"u2"}]}}"#, .url("u2"), []),
      (#"{"data":[{}]}"#, nil, ["image_url"]), (#"{"output":{}}"#, nil, ["image_url"]),
      (#"{"data":null}"#, nil, ["image_result", "image_url"]), ("{}", nil, ["image_result", "image_url"]),
      ("", nil, ["image_result", "image_url"]),
    ] as [(String, AssetTransfer.Source?, [String])])
  func places(text: String, source: AssetTransfer.Source?, failed: [String]) {
    var checker = IntegrationChecker.validated([.image])
    let step = checker.step(Samples.answer(text))
    #expect(step.transfer?.source == source && checker.checks.failed == failed)
    #expect(checker.checks.count == 4 + 3)
  }

  @Test("C-224, C-230: the picture is to be fetched at once and must not be empty")
  func download() throws {
    let answer = Samples.answer(
      #"{"data":[{"url":"u"}]}"#, [ClientField("X-Asset-Expires", "2026-01-02T03:04:05Z")])
    for (bytes, name) in [(1, "success"), (0, "failed"), (-1, "failed")] {
      var checker = IntegrationChecker.validated([.image])
      let transfer = try #require(checker.step(answer).transfer)
      #expect(transfer == AssetTransfer(media: .image, source: .url("u"), expires: "2026-01-02T03:04:05Z"))
      checker.transferred(byteCount: bytes, now: 0)
      #expect(checker.next().report?.status.name == name)
      #expect(checker.checks.failed == (bytes > 0 ? [] : ["image_download"]))
    }
    var checker = IntegrationChecker.validated([.image])
    let day = try #require(checker.step(Samples.answer(#"{"data":[{"url":"u"}]}"#)).transfer)
    #expect(day.expires == "1970-01-02T00:00:00Z")
    // What is no moment is not handed on.
    for text in ["", "2026", "2026-01-02T03:04:05 tomorrow", "tokenhub_0123456789abcdef"] {
      var checker = IntegrationChecker.validated([.image])
      let answer = Samples.answer(#"{"data":[{"url":"u"}]}"#, [ClientField("X-Asset-Expires", text)])
      #expect(checker.step(answer).transfer?.expires == day.expires)
    }
  }

  @Test(
    "C-225: the id of a task is in the first of these places",
    arguments: [
      (#"{"task_id":"a","output":{"task_id":"b"},"id":"c"}"#, "a"), (#"{"output":{"task_id":"b"},"id":"c"}"#, "b"),
      (#"{"id":"c"}"#, "c"), (#"{"task_id":"","id":"c/d"}"#, "c%2Fd"), (#"{"task_id":7}"#, nil), ("{}", nil),
    ])
  func taskID(text: String, id: String?) {
    var checker = IntegrationChecker.validated([.video])
    let step = checker.step(Samples.answer(text))
    #expect(step.request?.url == id.map { "https://tokenhub.link/v1/video/tasks/\($0)?model=wan2.6-t2v" })
    #expect(checker.checks.failed == (id == nil ? ["video_task_id"] : []))
  }

  private static func submitted(at now: Int = 0) -> IntegrationChecker {
    var checker = IntegrationChecker.validated([.video])
    _ = checker.step(Samples.answer(#"{"task_id":"t","task_status":"PENDING"}"#), now: now)
    return checker
  }

  @Test("C-226: it is asked for every ten seconds with the same key, or when the gateway says")
  func polling() {
    var checker = IntegrationChecker.validated([.video])
    let first = checker.step(Samples.answer(#"{"task_id":"t"}"#))
    #expect(first.wait == 10_000 && first.request?[header: "authorization"] == "Bearer \(Samples.canary)")
    #expect(first.request == IntegrationContract().videoTaskRequest("t", key: Samples.key))
    let pending = #"{"output":{"task_status":"PENDING"}}"#
    #expect(checker.step(Samples.answer(pending), now: 10_000).wait == 10_000)
    let asked = [ClientField("Retry-After", "25")]
    #expect(checker.step(Samples.answer(#"{"task_status":"RUNNING"}"#, asked), now: 20_000).wait == 25_000)
    #expect(checker.step(Samples.answer(pending, [ClientField("Retry-After", "0")]), now: 45_000).wait == 1000)
  }

  @Test("C-226: after a quarter of an hour nobody asks any more")
  func deadline() throws {
    let pending = Samples.answer(#"{"task_status":"RUNNING"}"#)
    var checker = Self.submitted(at: 1000)
    #expect(checker.step(pending, now: 891_000).wait == 10_000)
    let report = try #require(checker.step(pending, now: 901_000).report)
    #expect(report.json["failed_check"]?.string == "video_deadline" && checker.state == .stopped)
    var asked = Self.submitted()
    let long = Samples.answer(#"{"task_status":"RUNNING"}"#, [ClientField("Retry-After", "99999999999999999999")])
    #expect(asked.step(long, now: 1).report?.json["failed_check"]?.string == "video_deadline")
  }

  @Test(
    "C-227, C-228: a task may wait, run or succeed, and one that succeeded has an address",
    arguments: [
      (#"{"task_status":"FAILED"}"#, ["video_task_status"]), (#"{"task_status":"CANCELED"}"#, ["video_task_status"]),
      (#"{"task_status":"UNKNOWN"}"#, ["video_task_status"]), (#"{"task_status":"succeeded"}"#, ["video_task_status"]),
      (#"{"task_status":null}"#, ["video_task_status"]), ("{}", ["video_task_status"]),
      (#"{"task_status":"SUCCEEDED"}"#, ["video_url"]), (#"{"task_status":"SUCCEEDED","video_url":""}"#, ["video_url"]),
      (#"{"task_status":"SUCCEEDED","video_url":"u"}"#, []),
      (#"{"output":{"task_status":"SUCCEEDED","video_url":"u"}}"#, []), (#"{"task_status":"PENDING"}"#, []),
      (#"{"task_status":"RUNNING"}"#, []),
    ])
  func statuses(text: String, failed: [String]) {
    var checker = Self.submitted()
    let step = checker.step(Samples.answer(text), now: 10_000)
    #expect(checker.checks.failed == failed)
    #expect(step.transfer?.source == (text.contains(#""u""#) ? .url("u") : nil))
  }

  @Test("C-227: another status than 200 is no answer; what may pass is tried again", arguments: [404, 500])
  func badStatus(status: Int) {
    var checker = Self.submitted()
    let step = checker.step(Samples.error(status, nil), now: 10_000)
    #expect(checker.checks.failed == ["video_status"])
    #expect((step.wait == 1000) == (status == 500))
  }

  @Test("C-229, C-230: the video is to be fetched, and then the next check begins")
  func video() throws {
    var checker = IntegrationChecker.validated([.video, .image])
    _ = checker.step(Samples.answer(#"{"task_id":"t"}"#))
    let done = Samples.answer(#"{"task_status":"SUCCEEDED","video_url":"u"}"#)
    let transfer = try #require(checker.step(done, now: 10_000).transfer)
    #expect(transfer == AssetTransfer(media: .video, source: .url("u"), expires: "1970-01-02T00:00:10Z"))
    // Nothing but the end of the transfer counts now.
    checker.received(done, now: 0, unit: 0)
    checker.connectionFailed(now: 0, unit: 0)
    #expect(checker.next() == .nothing)
    checker.transferred(byteCount: 9, now: 0)
    #expect(checker.next().request?.url.hasSuffix("/images/generations") == true)
    var empty = Self.submitted()
    _ = empty.step(done, now: 1)
    empty.transferred(byteCount: 0, now: 1)
    #expect(empty.next().report?.json["failed_check"]?.string == "video_download")
  }

  @Test("C-305: a picture whose fate nobody knows is asked for again only with a key of its own")
  func idempotency() {
    for key in [nil, "run-1"] {
      var checker = IntegrationChecker.sent(IntegrationChecker(media: [.image], idempotencyKey: key))
      let image = checker.step(Samples.answer(Samples.completion))
      #expect(image.request?[header: "idempotency-key"] == key.map { $0 + "-image" })
      checker.connectionFailed(now: 0, unit: 0.5)
      #expect(checker.next().wait == (key == nil ? nil : 1000))
    }
  }
}
