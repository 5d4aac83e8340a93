internal import ProviderAdapters
internal import RoutingCore

/// Checks and completes the address of a provider (H-303).
enum ProviderBaseURL {
  /// The address as it is kept, or nil where there is none and the type needs none.
  ///
  /// - Throws: `APIError` where it is no address of a host, carries a user, or is missing where the type needs one.
  static func checked(_ text: String?, type: ProviderType) throws(APIError) -> String? {
    guard let text, !text.isEmpty else {
      guard let base = standard(type) else {
        throw .badRequest("base_url is required for the type \(type.name)", parameter: "base_url")
      }
      return base
    }
    let base = ProviderAddress(text).base
    guard WebAddress(base) != nil, !base.contains("?"), !base.contains("#") else {
      throw .badRequest("base_url must \(requirement(of: base))", parameter: "base_url")
    }
    return base
  }

  /// The address of a type where none is given, or nil where one must be.
  static func standard(_ type: ProviderType) -> String? {
    switch type {
    case .openAI: OpenAIProvider.defaultBaseURL
    case .anthropic: AnthropicProvider.defaultBaseURL
    case .vLLM, .dashScope: nil
    }
  }

  /// What an address lacks, in words that hold nothing of it, as it may carry a password.
  private static func requirement(of base: String) -> String {
    let parts = base.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].isEmpty, ["http:", "https:"].contains(parts[0].lowercased()) else {
      return "begin with http:// or https://"
    }
    let authority = parts[2].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.contains("@")
      ? "not carry a user or a password" : "name a host, end in a path, and hold only what addresses may"
  }
}

/// Checks the id of a provider (H-302).
enum ProviderName {
  /// Refuses ids that are empty, longer than 128 characters, or that hold a slash or a control character.
  ///
  /// - Throws: `APIError`.
  static func check(_ id: String) throws(APIError) {
    let isUsable =
      (1...128).contains(id.unicodeScalars.count)
      && id.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
    guard isUsable else {
      throw .badRequest(
        "id must be 1 to 128 characters without slashes and control characters", parameter: "id")
    }
  }
}
