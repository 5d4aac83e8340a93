import GatewayTestSupport
import ProviderAdapters

extension ScriptedUpstream {
  /// A PNG of one pixel.
  static let picture: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
    0,
    0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, 0x49, 0x44, 0x41, 0x54, 8, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1,
    0,
    0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]
  /// What stands for a film.
  static let film = Array("ftypisom, as it were".utf8)

  /// Answers as the providers of the seeds do: text at once, pictures and videos as tasks, files behind a redirection.
  func playEverybody() {
    script("/v1/chat/completions", .openAIChat("OK"))
    script("/v1/messages", .anthropicMessage("OK"))
    script("/v1/models", .modelList(["gpt-test", "gpt-new"]))
    script(
      "/v1/images/generations",
      .document(200, #"{"created": 1763700000, "data": [{"url": "\#(url)/files/1.png"}]}"#))
    script(
      "/v1/embeddings",
      .document(
        200,
        #"{"object":"list","model":"x","data":[{"object":"embedding","index":0,"embedding":[0.5,-1]}],"usage":{"prompt_tokens":3,"total_tokens":3}}"#
      ))
    script("/api/v1/services/aigc/text2image/image-synthesis", .dashScopeTask("image-1", status: "PENDING"))
    script(
      "/api/v1/tasks/image-1",
      .document(
        200,
        #"{"request_id":"r","output":{"task_id":"image-1","task_status":"SUCCEEDED","results":[{"url":"\#(url)/files/1.png"}]},"usage":{"image_count":1}}"#
      ))
    script("/api/v1/services/aigc/video-generation/video-synthesis", .dashScopeTask("video-1", status: "PENDING"))
    script(
      "/api/v1/tasks/video-1", .dashScopeTask("video-1", status: "PENDING"),
      .dashScopeTask("video-1", status: "RUNNING"),
      .dashScopeTask("video-1", status: "SUCCEEDED", videoURL: "\(url)/files/1.mp4"))
    for (name, bytes) in [("1.png", Self.picture), ("1.mp4", Self.film)] {
      script("/files/\(name)", .bytes(302, [], headers: [HTTPField("Location", "\(url)/stored/\(name)")]))
      script("/stored/\(name)", .bytes(200, bytes, headers: [HTTPField("Content-Type", "application/octet-stream")]))
    }
    script("/hook", .document(200, "{}"))
  }
}
