/// What a consumer's key may be used for (H-033).
public enum APIKeyScope: String, CaseIterable, Hashable, Sendable {
  /// Chats: `/v1/chat`, `/v1/chat/completions` and `/v1/messages`.
  case chat
  /// Orchestrations: `/v1/plan`.
  case plan
  /// Embeddings: `/v1/embeddings`.
  case embeddings
  /// Images: `/v1/images/…`.
  case images
  /// Videos: `/v1/video/…`.
  case video
  /// The image agent and its jobs: `/v2/image/agent` and `/v1/jobs/…`.
  case jobs
}
