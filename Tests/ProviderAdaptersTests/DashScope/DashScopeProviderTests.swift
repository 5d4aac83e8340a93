import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct DashScopeProviderTests {
  private static func request(_ kind: ModelKind, _ parameters: String) async throws -> HTTPRequest {
    let transport = ScriptedTransport(text: "")
    _ = await DashScopeProvider(connection: .sample(transport)).failure(
      try .sample([], kind: kind, parameters: parameters))
    return try #require(transport.requests.first)
  }

  @Test("R-1305: a stream of its imitation of OpenAI is read as one")
  func chat() async throws {
    let transport = ScriptedTransport([try Recorded.bytes("dashscope-chat.sse")])
    let outcome = try #require(await DashScopeProvider(connection: .sample(transport)).outcome(try .sample()))
    #expect(outcome.failure == nil)
    #expect(outcome.text("content") == "你好!我是通义千问")
    #expect(outcome.usage == TokenUsage(inputTokens: 22, outputTokens: 17))
    #expect(outcome.deltas.map { $0["role"]?.string } == ["assistant", nil, nil, nil])
    #expect(outcome.deltas[1].text == #"{"content":"你好"}"#)
    #expect(transport.requests[0].url == "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions")
    #expect(transport.requests[0]["x-dashscope-async"] == nil)
  }

  @Test("H-150, H-153: a picture is submitted as a task, its members sorted into input and parameters")
  func image() async throws {
    let request = try await Self.request(
      .image, #"{"prompt":"a cat","negative_prompt":"dogs","n":2,"size":"1024x512","seed":7,"response_format":"url"}"#)
    #expect(request.url == "https://dashscope.aliyuncs.com/api/v1/services/aigc/text2image/image-synthesis")
    #expect(request["x-dashscope-async"] == "enable")
    #expect(request["authorization"] == "Bearer \(ProviderConnection.canary)")
    #expect(
      request.json?.text
        == #"{"model":"gpt-upstream","input":{"prompt":"a cat","negative_prompt":"dogs"},"parameters":{"n":2,"size":"1024*512","seed":7}}"#
    )
  }

  @Test("H-160: so is a video")
  func video() async throws {
    let request = try await Self.request(
      .video, #"{"prompt":"a cat","image_url":"https://h/a.png","duration":5,"resolution":"720P"}"#)
    #expect(request.url == "https://dashscope.aliyuncs.com/api/v1/services/aigc/video-generation/video-synthesis")
    #expect(
      request.json?.text
        == #"{"model":"gpt-upstream","input":{"prompt":"a cat","img_url":"https://h/a.png"},"parameters":{"duration":5,"resolution":"720P"}}"#
    )
  }

  @Test("H-150: a client's own input and parameters go through as they are")
  func passthrough() async throws {
    let request = try await Self.request(.image, #"{"input":{"messages":[1]},"parameters":{"size":"1x1"},"n":2}"#)
    #expect(
      request.json?.text == #"{"model":"gpt-upstream","input":{"messages":[1]},"parameters":{"size":"1x1"}}"#)
    let alone = try await Self.request(.image, #"{"input":{"prompt":"a"}}"#)
    #expect(alone.json?.text == #"{"model":"gpt-upstream","input":{"prompt":"a"}}"#)
  }

  @Test("H-150, H-152: a picture that is asked for with messages comes at once")
  func atOnce() async throws {
    let transport = ScriptedTransport([try Recorded.bytes("dashscope-image-at-once.json")])
    let call = try ProviderCall.sample([], kind: .image, parameters: #"{"input":{"messages":[{"role":"user"}]}}"#)
    let task = try await DashScopeProvider(connection: .sample(transport)).submit(call)
    #expect(task.id == nil && task.state == .succeeded && task.failure == nil)
    #expect(task.imageURLs == ["https://dashscope-result.example/1.png?Expires=1"])
    #expect(task.usage?["image_count"]?.integer == 1 && task.requestID == "d0250a3d-b07f-49e1-bdc8-000000000001")
    let request = try #require(transport.requests.first)
    #expect(request.url == "https://dashscope.aliyuncs.com/api/v1/services/aigc/multimodal-generation/generation")
    #expect(request["x-dashscope-async"] == nil && request.timeout == 1234)
    let reply = try await DashScopeProvider(
      connection: .sample(ScriptedTransport([try Recorded.bytes("dashscope-image-at-once.json")]))
    ).send(call)
    #expect(reply.body.text == task.body.text)
  }

  @Test("H-161: neither chat nor vectors nor agents are tasks", arguments: [ModelKind.chat, .embedding, .agent])
  func noTask(kind: ModelKind) async throws {
    let transport = ScriptedTransport(text: "{}")
    let provider = DashScopeProvider(connection: .sample(transport))
    let call = try ProviderCall.sample(kind: kind)
    await #expect(throws: ProviderFailure.notSent(.unsupported)) { try await provider.submit(call) }
    #expect(transport.requests.isEmpty)
  }

  @Test("H-166: a task that failed tells why and when, without secrets and no longer than anybody reads")
  func failed() async throws {
    let transport = ScriptedTransport([try Recorded.bytes("dashscope-task-failed.json")])
    let task = try await DashScopeProvider(connection: .sample(transport)).task("t-1", timeout: 9)
    #expect(task.state == .failed && task.state.isFinal && task.imageURLs.isEmpty)
    #expect(task.failure == .init(code: "InternalError.Timeout", message: "An internal timeout error has occurred."))
    #expect(task.times.submitted == "2025-01-08 20:32:00.286" && task.times.scheduled == "2025-01-08 20:32:00.325")
    #expect(task.times.ended == "2025-01-08 20:32:28.395")
    let words = String(repeating: "é", count: 300)
    let text =
      #"{"output":{"task_id":"t","task_status":"FAILED","code":"\#(ProviderConnection.canary)","message":"\#(words)"}}"#
    let echo = ScriptedTransport(text: text)
    let failure = try await DashScopeProvider(connection: .sample(echo)).task("t", timeout: 9).failure
    #expect(failure?.code == "‹redacted›" && failure?.message?.count == 200)
  }

  @Test("H-161: what comes back is the task that was begun")
  func submitted() async throws {
    let body = try Recorded.bytes("dashscope-task-pending.json")
    let provider = DashScopeProvider(connection: .sample(ScriptedTransport([body])))
    let reply = try await provider.send(try .sample([], kind: .video, parameters: #"{"prompt":"a"}"#))
    #expect(reply.body["output"]?["task_id"]?.string == "0385dc79-5ff8-4d82-bcb6-000000000001")
    #expect(reply.body["output"]?["task_status"]?.string == "PENDING")
    #expect(provider.task(in: reply) == MediaTask(dashScope: reply.body))
    #expect(provider.task(in: reply)?.id == "0385dc79-5ff8-4d82-bcb6-000000000001")
    #expect(provider.task(in: ProviderReply(body: [])) == nil)
  }

  @Test("H-152, H-166: a task that has succeeded tells where its results lie")
  func results() async throws {
    let image = try #require(MediaTask(dashScope: try Recorded.json("dashscope-image-succeeded.json")))
    #expect(image.state == .succeeded && image.imageURLs == ["https://dashscope-result.example/1.png"])
    #expect(image.videoURL == nil)
    let transport = ScriptedTransport([try Recorded.bytes("dashscope-video-succeeded.json")])
    let video = try await DashScopeProvider(connection: .sample(transport)).task("86ecf553-d340", timeout: 9)
    #expect(video.id == "86ecf553-d340-4e21-af6e-000000000001")
    #expect(video.videoURL == "https://dashscope-result.example/1.mp4" && video.imageURLs.isEmpty)
    #expect(transport.requests[0].url == "https://dashscope.aliyuncs.com/api/v1/tasks/86ecf553-d340")
    #expect(transport.requests[0].method == "GET" && transport.requests[0].body.isEmpty)
    #expect(transport.requests[0]["authorization"] == "Bearer \(ProviderConnection.canary)")
    #expect(transport.requests[0].timeout == 9)
  }

  @Test("H-166: before it has succeeded there are no results")
  func noResults() throws {
    let body = #"{"output":{"task_id":"t","task_status":"FAILED","video_url":"u","results":[{"url":"u"}]}}"#
    let task = try #require(MediaTask(dashScope: try JSONValue(reading: body)))
    #expect(task.state == .failed && task.videoURL == nil && task.imageURLs.isEmpty)
  }

  @Test(
    "H-162: the words of all suppliers are understood",
    arguments: [
      ("PENDING", .pending), ("queued", .pending), ("Submitted", .pending), ("RUNNING", .running),
      ("processing", .running), ("in_progress", .running), ("SUCCEEDED", .succeeded), ("success", .succeeded),
      ("completed", .succeeded), ("FAILED", .failed), ("error", .failed), ("CANCELED", .canceled),
      ("UNKNOWN", .unknown),
      ("expired", .unknown), ("", .unknown),
    ] as [(String, MediaTask.State)])
  func states(word: String, state: MediaTask.State) {
    #expect(MediaTask.State(word: word) == state)
    #expect(MediaTask.State(word: state.rawValue) == state)
    #expect(state.isFinal == (state != .pending && state != .running))
  }

  @Test(
    "what a client calls a task must not become another path", arguments: ["", "a/b", "..", "a?b", "a%2Fb", "ä", "a b"])
  func taskID(id: String) async throws {
    let transport = ScriptedTransport(text: "{}")
    let provider = DashScopeProvider(connection: .sample(transport))
    await #expect(throws: ProviderFailure.notSent(.unsupported)) { try await provider.task(id, timeout: 9) }
    #expect(transport.requests.isEmpty)
  }

  @Test(
    "what tells of no task cannot be read",
    arguments: [
      "", "{}", "[]", "<html>", #"{"output":{}}"#, #"{"output":{"task_id":"","task_status":"PENDING"}}"#,
      #"{"output":{"task_id":7,"task_status":"PENDING"}}"#, #"{"output":{"task_id":"t"}}"#,
      #"{"output":{"task_status":"PENDING"}}"#, #"{"output":{"choices":{}}}"#,
    ])
  func unreadable(text: String) async throws {
    let provider = DashScopeProvider(connection: .sample(ScriptedTransport(text: text)))
    let failure = await provider.failure(try .sample([], kind: .image))
    guard case .unreadable = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
  }

  @Test("R-1004: an account in arrears is an empty one")
  func arrears() async throws {
    let body = try Recorded.bytes("dashscope-error-400.json")
    for status in [400, 200] {
      let provider = DashScopeProvider(connection: .sample(ScriptedTransport(status: status, [body])))
      let failure = try #require(await provider.failure(try .sample()))
      #expect(provider.classify(failure) == .budgetExceeded)
      guard case .response(let response) = failure else { return #expect(Bool(false), "\(failure)") }
      #expect(response.message == "Access denied, please make sure your account is in good standing.")
    }
  }

  @Test("R-920: there is nothing to ask for its health, and agents and streams of pictures there are none")
  func nothing() async throws {
    let transport = ScriptedTransport(text: "")
    let provider = DashScopeProvider(connection: .sample(transport))
    #expect(await provider.probe(timeout: 5000) == nil)
    #expect(await provider.failure(try .sample(kind: .agent)) == .notSent(.unsupported))
    #expect(await provider.outcome(try .sample(kind: .image))?.failure == .notSent(.unsupported))
    #expect(transport.requests.isEmpty)
  }
}
