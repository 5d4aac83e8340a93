import RoutingCore

/// The machine checks of the quickstart, by their own words.
struct MachineChecks {
  var status = 0
  var json: JSONValue = .null
  /// The bytes of a file that was downloaded.
  var file: (String) -> [UInt8]? = { _ in nil }

  /// Whether a check holds, or nil where nobody knows what it means.
  func holds(_ check: String) -> Bool? {
    switch check {
    case "http_status == 200": return status == 200
    case #"response.object in ["chat.completion", "chat.completion.chunk"]"#:
      return ["chat.completion", "chat.completion.chunk"].contains(json["object"]?.string)
    case "len(response.choices) > 0": return (json["choices"]?.elements?.count ?? 0) > 0
    case "response.choices[0].message.content is not null":
      return json["choices"]?[0]?["message"]?["content"].map { !$0.isNull } ?? false
    case "response.data exists or response.output exists": return json["data"] != nil || json["output"] != nil
    case #"task_status in ["PENDING", "RUNNING", "SUCCEEDED"]"#:
      return ["PENDING", "RUNNING", "SUCCEEDED"].contains(json["task_status"]?.string)
    case "video_url exists": return json["video_url"]?.string?.isEmpty == false
    case #"file_exists("output-image.png")"#: return file("output-image.png")?.isEmpty == false
    case #"file_exists("output-video.mp4")"#: return file("output-video.mp4")?.isEmpty == false
    default: return nil
    }
  }
}
