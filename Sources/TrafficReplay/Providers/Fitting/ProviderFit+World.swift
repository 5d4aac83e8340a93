import RoutingCore

extension ProviderFit {
  /// The share of attempts that fail during an outage, which no source tells.
  ///
  /// Pages mark most outages as partial, but clients that meet one see errors on most attempts while it lasts.
  static let assumedErrorRate = 0.9

  /// What was fitted as a world to simulate, or nil where the tables do not say enough for its defaults.
  ///
  /// The hosts that the catalogue has get profiles, in the order of their providers' names. Error rates outside of
  /// outages lie within the interval of all hosts' failures; single hosts failed too rarely to tell them apart. Of the
  /// histories of outages, those of programming interfaces count, and the rest is left out.
  public func world(services: [ServiceOutages]) -> ProviderWorld? {
    guard let firstTokens = firstTokenAcrossHosts?.distribution, let firstTokenSpread,
      let intervals = tokenIntervalAcrossHosts?.distribution, let tokenIntervalSpread,
      let errorRates = failures.interval
    else { return nil }
    var outages: [ProviderID: OutageShape] = [:]
    let interfaces = services.filter { MeasuredHosts.provider(ofService: $0.service) != nil }
    for service in interfaces {
      guard let provider = MeasuredHosts.provider(ofService: service.service) else { continue }
      outages[provider] = service.shape(errorRate: ProviderFit.assumedErrorRate)
    }
    let profiles = hosts.compactMap { host -> ProviderProfile? in
      guard let provider = host.provider else { return nil }
      var profile = ProviderProfile(of: provider)
      profile.speed = host.speed(firstTokenSpread: firstTokenSpread, tokenIntervalSpread: tokenIntervalSpread)
      profile.outages = outages[provider]
      return profile
    }
    return ProviderWorld(
      defaults: ProviderDefaults(
        firstTokenAcrossProviders: firstTokens, firstTokenSpread: firstTokenSpread,
        tokenIntervalAcrossProviders: intervals, tokenIntervalSpread: tokenIntervalSpread, errorRates: errorRates,
        outages: ServiceOutages.pooled(interfaces)?.shape(errorRate: ProviderFit.assumedErrorRate)),
      profiles: profiles.sorted { $0.provider < $1.provider })
  }
}

extension HostFit {
  /// The host's speed, with the spread of all hosts where its own is not known.
  fileprivate func speed(firstTokenSpread: Double, tokenIntervalSpread: Double) -> AnswerSpeed? {
    guard let firstToken, let tokenInterval,
      let first = LogNormal(median: firstToken.median, spread: firstToken.withinModels?.spread ?? firstTokenSpread),
      let interval = LogNormal(
        median: tokenInterval.median, spread: tokenInterval.withinModels?.spread ?? tokenIntervalSpread)
    else { return nil }
    return AnswerSpeed(firstToken: first, tokenInterval: interval)
  }
}
