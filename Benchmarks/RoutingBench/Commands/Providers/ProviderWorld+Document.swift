import RoutingCore
import RoutingFormats
import TrafficReplay

extension ProviderWorld {
  /// The world that a document describes.
  ///
  /// Without defaults of its own it is the measured world, but for what it says of providers; so a script can take one
  /// down and say no more.
  ///
  /// - Throws: A `FileError` for a value that the simulation does not take, of which the reader lets none pass.
  init(_ document: ProviderWorldDocument, file: String) throws(FileError) {
    let defaults = try document.defaults.map { (defaults) throws(FileError) in
      ProviderDefaults(
        firstTokenAcrossProviders: try LogNormal(defaults.firstTokenAcrossProviders, file),
        firstTokenSpread: defaults.firstTokenSpread,
        tokenIntervalAcrossProviders: try LogNormal(defaults.tokenIntervalAcrossProviders, file),
        tokenIntervalSpread: defaults.tokenIntervalSpread, errorRates: defaults.errorRates,
        outages: defaults.outages.map(OutageShape.init))
    }
    let profiles = try document.providers.map { (provider) throws(FileError) in try ProviderProfile(provider, file) }
    guard let defaults else {
      self = .measured(but: profiles)
      return
    }
    self.init(defaults: defaults, profiles: profiles)
  }
}

extension ProviderProfile {
  fileprivate init(_ provider: ProviderWorldDocument.Provider, _ file: String) throws(FileError) {
    self.init(of: provider.id)
    speed = try provider.speed.map { (speed) throws(FileError) in try AnswerSpeed(speed, file) }
    for model in provider.models { speedOfModels[model.model] = try AnswerSpeed(model.speed, file) }
    errorRate = provider.errorRate
    outages = provider.outages.map(OutageShape.init)
    downtimes = provider.downtimes.map { Downtime(from: $0.start, to: $0.end, errorRate: $0.errorRate) }
    capacity = provider.capacity.map { ProviderCapacity(slots: $0.slots, longestLine: $0.longestLine) }
    requestsPerMinute = provider.requestsPerMinute
    prefixCacheLifetime = provider.prefixCacheLifetime
  }
}

extension AnswerSpeed {
  fileprivate init(_ speed: ProviderWorldDocument.Speed, _ file: String) throws(FileError) {
    self.init(
      firstToken: try LogNormal(speed.firstToken, file), tokenInterval: try LogNormal(speed.tokenInterval, file))
  }
}

extension LogNormal {
  fileprivate init(_ times: ProviderWorldDocument.Times, _ file: String) throws(FileError) {
    guard let distribution = LogNormal(median: times.median, spread: times.spread) else {
      throw FileError(path: file, reason: "there are no times of median \(times.median) and spread \(times.spread)")
    }
    self = distribution
  }
}

extension OutageShape {
  fileprivate init(_ outages: ProviderWorldDocument.Outages) {
    self.init(
      meanUp: outages.meanUp, meanDown: outages.meanDown, errorRate: outages.errorRate, vendor: outages.vendor,
      sharedPart: outages.sharedPart)
  }
}

extension ProviderWorldDocument {
  /// The document that describes a world; models are in the order of their names.
  init(_ world: ProviderWorld) {
    let defaults = world.defaults
    self.init(
      defaults: Defaults(
        firstTokenAcrossProviders: Times(defaults.firstTokenAcrossProviders),
        firstTokenSpread: defaults.firstTokenSpread,
        tokenIntervalAcrossProviders: Times(defaults.tokenIntervalAcrossProviders),
        tokenIntervalSpread: defaults.tokenIntervalSpread, errorRates: defaults.errorRates,
        outages: defaults.outages.map(Outages.init)),
      providers: world.profiles.map(Provider.init))
  }
}

extension ProviderWorldDocument.Provider {
  fileprivate init(_ profile: ProviderProfile) {
    self.init(id: profile.provider)
    speed = profile.speed.map(ProviderWorldDocument.Speed.init)
    models = profile.speedOfModels.sorted { $0.key < $1.key }
      .map { ProviderWorldDocument.ModelSpeed(model: $0.key, speed: ProviderWorldDocument.Speed($0.value)) }
    errorRate = profile.errorRate
    outages = profile.outages.map(ProviderWorldDocument.Outages.init)
    downtimes = profile.downtimes.map {
      ProviderWorldDocument.Downtime(from: $0.start, to: $0.end, errorRate: $0.errorRate)
    }
    capacity = profile.capacity
      .map { ProviderWorldDocument.Capacity(slots: $0.slots, longestLine: $0.longestLine) }
    requestsPerMinute = profile.requestsPerMinute
    prefixCacheLifetime = profile.prefixCacheLifetime
  }
}

extension ProviderWorldDocument.Speed {
  fileprivate init(_ speed: AnswerSpeed) {
    self.init(
      firstToken: ProviderWorldDocument.Times(speed.firstToken),
      tokenInterval: ProviderWorldDocument.Times(speed.tokenInterval))
  }
}

extension ProviderWorldDocument.Times {
  fileprivate init(_ distribution: LogNormal) {
    self.init(median: distribution.median, spread: distribution.spread)
  }
}

extension ProviderWorldDocument.Outages {
  fileprivate init(_ shape: OutageShape) {
    self.init(
      meanUp: shape.meanUp, meanDown: shape.meanDown, errorRate: shape.errorRate, vendor: shape.vendor,
      sharedPart: shape.sharedPart)
  }
}
