internal import RoutingCore

/// The endpoints of the OpenAI API that this library speaks to.
enum OpenAIEndpoint {
  /// Answers to conversations.
  case chatCompletions
  /// Vectors from text.
  case embeddings
  /// Pictures from text.
  case imageGenerations

  /// The endpoint for a kind of work, or nil where the API has none.
  init?(_ kind: ModelKind) {
    switch kind {
    case .chat: self = .chatCompletions
    case .embedding: self = .embeddings
    case .image: self = .imageGenerations
    case .video, .agent: return nil
    }
  }

  /// The path below the version.
  var path: String {
    switch self {
    case .chatCompletions: "/chat/completions"
    case .embeddings: "/embeddings"
    case .imageGenerations: "/images/generations"
    }
  }
}
