import RoutingCore

extension ProviderWorld {
  /// The providers of the shipped catalogue that were measured in 2023 and 2024, and the defaults for the others.
  ///
  /// The medians are those of the models that each host had then, not of those that the catalogue sells now, so they
  /// tell how hosts differ rather than how fast one is today. Only Bedrock, Fireworks, Groq, Perplexity and Together
  /// were asked often enough for a spread of their own (LLMPerf, 2023-12-19); the others have the middle one. Vertex AI
  /// sends many tokens at a time, which makes its interval shorter than its tokens are made in. Breakdowns of OpenAI
  /// and Anthropic are those of their own interfaces; see ``ProviderDefaults/measured`` for the sources and for what is
  /// assumed.
  public static let measured = ProviderWorld(
    defaults: .measured,
    profiles: [
      measured("amazon-bedrock", 323, 0.288, 32.83, 0.022),
      measured(
        "anthropic", 398, 0.194, 12.3, 0.064,
        OutageShape(meanUp: 1_440_588_000, meanDown: 4_020_000, errorRate: 0.9)),
      measured("azure", 348, 0.194, 21.9, 0.064),
      measured("cloudflare-workers-ai", 577, 0.194, 36.68, 0.064),
      measured("cohere", 157, 0.194, 24.67, 0.064),
      measured("databricks", 381, 0.194, 12.82, 0.064),
      measured("fireworks-ai", 266, 0.202, 5.55, 0.038),
      measured("google-vertex", 1_310, 0.194, 2.11, 0.064),
      measured("groq", 222, 0.202, 2.28, 0.067),
      measured(
        "openai", 605, 0.194, 32.27, 0.064,
        OutageShape(meanUp: 1_298_532_000, meanDown: 5_505_000, errorRate: 0.9)),
      measured("perplexity", 88, 0.243, 7.69, 0.066),
      measured("togetherai", 405, 0.202, 10.21, 0.102),
    ])

  /// The measured world but for some providers: what their profiles leave open is as measured.
  ///
  /// - Complexity: O(n · m) in the number of profiles given and measured.
  public static func measured(but profiles: [ProviderProfile]) -> ProviderWorld {
    let untouched = measured.profiles.filter { known in !profiles.contains { $0.provider == known.provider } }
    let changed = profiles.map { profile in
      var profile = profile
      let known = measured.profiles.first { $0.provider == profile.provider }
      profile.speed = profile.speed ?? known?.speed
      profile.outages = profile.outages ?? known?.outages
      return profile
    }
    return ProviderWorld(defaults: .measured, profiles: untouched + changed)
  }

  /// A provider by median and spread of its first token and of its token interval, in milliseconds.
  private static func measured(
    _ provider: ProviderID, _ firstToken: Double, _ firstSpread: Double, _ interval: Double, _ intervalSpread: Double,
    _ outages: OutageShape? = nil
  ) -> ProviderProfile {
    var profile = ProviderProfile(of: provider)
    profile.speed = AnswerSpeed(
      firstToken: LogNormal(fixedMedian: firstToken, spread: firstSpread),
      tokenInterval: LogNormal(fixedMedian: interval, spread: intervalSpread))
    profile.outages = outages
    return profile
  }
}
