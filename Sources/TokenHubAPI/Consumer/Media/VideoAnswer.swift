package import ProviderAdapters
package import RoutingCore

/// The answers about a video: that it was begun, and how far it is (H-161, H-166).
package enum VideoAnswer {
  /// How long a client should wait before it asks again, in seconds (H-168); nil where nothing more will come.
  package static func retryAfter(_ state: MediaTask.State) -> Int? { state.isFinal ? nil : 10 }

  /// The answer to a submission: what a client needs to ask for the video, where each of them looks for it (H-161).
  ///
  /// `id` is the one that the client asks by, and `requestID` stands where the supplier names none.
  package static func submitted(_ task: MediaTask, id: String, model: String, requestID: String) -> JSONValue {
    let state = JSONValue(.string(task.state.rawValue))
    let id = JSONValue(.string(id))
    return JSONValue(object: [
      "request_id": JSONValue(.string(task.requestID ?? requestID)),
      "output": JSONValue(object: ["task_id": id, "task_status": state]),
      "task_id": id, "task_status": state, "model": JSONValue(.string(model)),
    ])
  }

  /// What is said of a task that has succeeded and has nothing to show for it.
  private static let withoutVideo = MediaTask.Failure(
    code: "upstream_error", message: "the supplier names no address of the video")

  /// The answer to a question how far a video is; it has the video's address if and only if there is one (H-166).
  ///
  /// A task that has succeeded without an address is told of as failed.
  package static func status(_ task: MediaTask, id: String, requestID: String) -> JSONValue {
    let hasVideo = task.state == .succeeded && task.videoURL != nil
    let state = task.state == .succeeded && !hasVideo ? .failed : task.state
    let url = hasVideo ? task.videoURL : nil
    let failure = state == .succeeded ? nil : task.failure ?? (state == task.state ? nil : withoutVideo)
    var output: [JSONValue.Member] = []
    func add(_ name: String, _ text: String?, to members: inout [JSONValue.Member]) {
      if let text { members.append(.init(name: name, value: JSONValue(.string(text)))) }
    }
    add("task_id", id, to: &output)
    add("task_status", state.rawValue, to: &output)
    add("video_url", url, to: &output)
    add("submit_time", task.times.submitted, to: &output)
    add("scheduled_time", task.times.scheduled, to: &output)
    add("end_time", task.times.ended, to: &output)
    add("code", failure?.code, to: &output)
    add("message", failure?.message, to: &output)
    var members: [JSONValue.Member] = []
    add("request_id", task.requestID ?? requestID, to: &members)
    members.append(.init(name: "output", value: JSONValue(.object(output))))
    add("task_id", id, to: &members)
    add("task_status", state.rawValue, to: &members)
    add("video_url", url, to: &members)
    if let usage = task.usage { members.append(.init(name: "usage", value: usage)) }
    return JSONValue(.object(members))
  }
}
