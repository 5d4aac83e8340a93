import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct MediaAnswerTests {
  static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  static func recorded(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: try Repository.bytes(of: "Tests/Fixtures/providers/\(name)"))
  }

  static func task(_ name: String) throws -> MediaTask {
    try #require(MediaTask(dashScope: try recorded(name)))
  }

  @Test("H-152: the answer of a supplier of OpenAI's type has data and created, and keeps what else there is")
  func openAI() throws {
    let answer = try #require(ImageAnswer(try Self.recorded("openai-images.json"), created: 7))
    #expect(answer.body.members?.map(\.name) == ["created", "data", "usage"])
    #expect(answer.body["created"]?.integer == 1_713_833_628 && answer.count == 1 && answer.lifetime == nil)
    #expect(answer.body["data"]?.text == #"[{"b64_json":"aGVsbG8="}]"#)
    let bare = try #require(ImageAnswer(try Self.json(#"{"data":[{"url":"u","revised_prompt":"p"}]}"#), created: 7))
    #expect(bare.body.text == #"{"created":7,"data":[{"url":"u","revised_prompt":"p"}]}"#)
  }

  @Test("H-152, H-156: of a task the good results stay, in output as in data")
  func dashScope() throws {
    let answer = try #require(ImageAnswer(try Self.task("dashscope-image-succeeded.json"), created: 7))
    let url = "https://dashscope-result.example/1.png"
    #expect(answer.body["data"]?.text == #"[{"url":"\#(url)"}]"# && answer.body["created"]?.integer == 7)
    #expect(answer.body["output"]?["results"]?.text == #"[{"url":"\#(url)"}]"#)
    #expect(answer.body["output"]?["task_metrics"]?["FAILED"]?.integer == 1)
    #expect(answer.body["usage"]?["image_count"]?.integer == 1)
    #expect(answer.body["request_id"]?.string == "f767d108-7d50-908b-a6d9-000000000001")
    #expect(answer.count == 1)
  }

  @Test("H-152: data mirrors the addresses of output only where that is asked for")
  func mirror() throws {
    let task = try Self.task("dashscope-image-at-once.json")
    let mirrored = try #require(ImageAnswer(task, created: 7))
    let url = "https://dashscope-result.example/1.png?Expires=1"
    #expect(mirrored.body["data"]?[0]?["url"]?.string == url)
    #expect(mirrored.body["output"]?["choices"]?[0]?["message"]?["content"]?[0]?["image"]?.string == url)
    let plain = try #require(ImageAnswer(task, created: 7, mirrorsData: false))
    #expect(plain.body.members?.map(\.name) == ["output", "usage", "request_id"])
    #expect(plain.body["output"]?.text == mirrored.body["output"]?.text)
  }

  @Test("H-155: what DashScope made lasts a day")
  func lifetime() throws {
    let answer = try #require(ImageAnswer(try Self.task("dashscope-image-at-once.json"), created: 7))
    #expect(answer.lifetime == 24 * 60 * 60 * 1000)
  }

  @Test(
    "H-156: pictures that failed are left out",
    arguments: [
      (#"[{"url":"u"},{"error":"x"},{"url":""},{"url":null},{"b64_json":"b"},7,null]"#, 2), (#"[{"url":"u"}]"#, 1),
    ])
  func partial(data: String, count: Int) throws {
    let answer = try #require(ImageAnswer(try Self.json(#"{"data":\#(data)}"#), created: 7))
    #expect(answer.count == count && answer.body["data"]?.elements?.count == count)
  }

  @Test("H-156: without any picture there is no answer")
  func none() throws {
    for text in ["{}", #"{"data":[]}"#, #"{"data":[{"url":""}]}"#, #"{"data":{}}"#, "null"] {
      #expect(ImageAnswer(try Self.json(text), created: 7) == nil)
    }
    for name in ["dashscope-task-pending.json", "dashscope-task-failed.json", "dashscope-video-succeeded.json"] {
      #expect(ImageAnswer(try Self.task(name), created: 7) == nil)
    }
    let failed = #"{"output":{"task_id":"t","task_status":"SUCCEEDED","results":[{"code":"c","message":"m"}]}}"#
    #expect(ImageAnswer(try #require(MediaTask(dashScope: try Self.json(failed))), created: 7) == nil)
  }

  @Test("H-161: a submission is answered with the id wherever a client looks for it")
  func submitted() throws {
    let body = VideoAnswer.submitted(
      try Self.task("dashscope-task-pending.json"), id: "vt_1", model: "wan", requestID: "mine")
    #expect(
      body.text
        == #"{"request_id":"4909100c-7b5a-9f92-bfe5-000000000001","output":{"task_id":"vt_1","task_status":"PENDING"},"#
        + #""task_id":"vt_1","task_status":"PENDING","model":"wan"}"#)
    let nameless = MediaTask(id: "t", state: .running, body: .null)
    #expect(VideoAnswer.submitted(nameless, id: "t", model: "m", requestID: "mine")["request_id"]?.string == "mine")
  }

  @Test("H-166: a video that is made has its address, twice")
  func succeeded() throws {
    let body = VideoAnswer.status(try Self.task("dashscope-video-succeeded.json"), id: "t", requestID: "mine")
    #expect(
      body.text
        == #"{"request_id":"451274e7-2937-4698-85aa-000000000001","output":{"task_id":"t","task_status":"SUCCEEDED","#
        + #""video_url":"https://dashscope-result.example/1.mp4"},"task_id":"t","task_status":"SUCCEEDED","#
        + #""video_url":"https://dashscope-result.example/1.mp4","usage":{"video_duration":5,"video_ratio":"832*480","video_count":1}}"#
    )
  }

  @Test("H-166: one that failed has code, message and times, and no address")
  func failed() throws {
    let body = VideoAnswer.status(try Self.task("dashscope-task-failed.json"), id: "t", requestID: "mine")
    #expect(
      body["output"]?.text
        == #"{"task_id":"t","task_status":"FAILED","submit_time":"2025-01-08 20:32:00.286","#
        + #""scheduled_time":"2025-01-08 20:32:00.325","end_time":"2025-01-08 20:32:28.395","#
        + #""code":"InternalError.Timeout","message":"An internal timeout error has occurred."}"#)
    #expect(body["task_status"]?.string == "FAILED" && body["video_url"] == nil)
  }

  @Test("H-166: there is an address if and only if the video is made", arguments: MediaTask.State.allCases)
  func addresses(state: MediaTask.State) {
    for url in [nil, "u"] {
      let task = MediaTask(id: "t", state: state, videoURL: url, body: .null)
      let body = VideoAnswer.status(task, id: "t", requestID: "r")
      let isMade = body["task_status"]?.string == "SUCCEEDED"
      #expect((body["video_url"] != nil) == isMade && (body["output"]?["video_url"] != nil) == isMade)
      #expect(isMade == (state == .succeeded && url != nil))
      #expect(body["output"]?["task_status"] == body["task_status"])
      if state == .succeeded, url == nil { #expect(body["output"]?["code"]?.string == "upstream_error") }
    }
  }

  @Test("H-168: only what goes on is to be asked for again, in ten seconds", arguments: MediaTask.State.allCases)
  func retryAfter(state: MediaTask.State) {
    #expect(VideoAnswer.retryAfter(state) == ([.pending, .running].contains(state) ? 10 : nil))
  }
}
