/// The shape in which a part of the API tells of errors (H-010 to H-013).
enum ErrorSurface: Hashable, Sendable {
  /// `{"error": "…"}`
  case native
  /// `{"error": {"message", "type", "param", "code"}}`
  case openAI
  /// `{"type": "error", "error": {"type", "message"}}`
  case anthropic
  /// `{"data": null, "errors": […]}`
  case jobs

  /// The surface that a path lies on, known or not.
  init(_ path: RequestPath?) {
    switch path?.segments.first {
    case "v1"?:
      switch path?.segments.dropFirst().first {
      case "chat"?: self = path?.segments.count == 2 ? .native : .openAI
      case "images"?, "video"?, "models"?, "embeddings"?, "videos"?: self = .openAI
      case "messages"?: self = .anthropic
      case "jobs"?: self = .jobs
      default: self = .native
      }
    case "v2"?: self = .jobs
    default: self = .native
    }
  }
}
