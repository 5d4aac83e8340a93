import RoutingCore

/// Samples of the last 25 hours, from which every report is counted exactly.
struct StatisticsWindows: Sendable {
  /// How long samples are kept, in milliseconds (H-602).
  static let retention = 25 * 3_600_000

  /// The most samples kept; when there are more, the oldest go.
  let capacity: Int
  private(set) var samples = SampleLog()
  private(set) var models = NameTable()
  private(set) var providers = NameTable()
  private(set) var apiKeys = NameTable()
  private(set) var modes = NameTable()
  /// How many samples went before they were 25 hours old.
  private(set) var displaced = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
  }

  /// Adds a sample, and forgets those that are more than 25 hours older.
  ///
  /// - Complexity: O(1), amortised.
  mutating func record(_ sample: RequestSample) {
    while let first = samples.first, first.milliseconds < sample.milliseconds - StatisticsWindows.retention {
      drop(first)
    }
    if samples.count == capacity, let first = samples.first {
      drop(first)
      displaced += 1
    }
    samples.append(
      SampleLog.Sample(
        milliseconds: sample.milliseconds, latency: sample.latency.orZero, cost: sample.cost.orZero,
        inputTokens: TokenCount(clamping: sample.inputTokens).value,
        outputTokens: TokenCount(clamping: sample.outputTokens).value, model: models.retain(sample.model?.text),
        provider: providers.retain(sample.provider?.text), apiKey: apiKeys.retain(sample.apiKeyID),
        modeAndFailure: modes.retain(sample.mode) << 1 | (sample.isError ? 1 : 0)))
  }

  private mutating func drop(_ sample: SampleLog.Sample) {
    models.release(sample.model)
    providers.release(sample.provider)
    apiKeys.release(sample.apiKey)
    modes.release(sample.mode)
    samples.removeFirst()
  }

  /// The report at a moment in milliseconds since 1970.
  ///
  /// - Complexity: O(n) on average in the samples, however many models there are.
  func report(now: Int) -> StatisticsReport {
    var global = GroupedSamples(groups: 1)
    var byModel = GroupedSamples(groups: models.names.count)
    var byProvider = GroupedSamples(groups: providers.names.count)
    var byAPIKey = GroupedSamples(groups: apiKeys.names.count)
    var byMode = GroupedSamples(groups: modes.names.count)
    samples.forEach { sample in
      guard let window = StatisticsWindows.shortest(holding: sample.milliseconds, now: now) else { return }
      global.count(sample, in: window, of: 0)
      byModel.count(sample, in: window, of: sample.model)
      byProvider.count(sample, in: window, of: sample.provider)
      byAPIKey.count(sample, in: window, of: sample.apiKey)
      byMode.count(sample, in: window, of: sample.mode)
    }
    global.makeRoom()
    byModel.makeRoom()
    byProvider.makeRoom()
    byAPIKey.makeRoom()
    byMode.makeRoom()
    samples.forEach { sample in
      guard let window = StatisticsWindows.shortest(holding: sample.milliseconds, now: now) else { return }
      global.place(sample, in: window, of: 0)
      byModel.place(sample, in: window, of: sample.model)
      byProvider.place(sample, in: window, of: sample.provider)
      byAPIKey.place(sample, in: window, of: sample.apiKey)
      byMode.place(sample, in: window, of: sample.mode)
    }
    return StatisticsReport(
      global: global.windows(of: 0) ?? [:], byModel: byModel.report(models), byProvider: byProvider.report(providers),
      byAPIKey: byAPIKey.report(apiKeys), byMode: byMode.report(modes), displacedSamples: displaced)
  }

  /// The shortest window that holds a moment; one that is yet to come is in all of them.
  private static func shortest(holding milliseconds: Int, now: Int) -> StatisticsWindow? {
    StatisticsWindow.allCases.first { milliseconds >= now - $0.milliseconds }
  }
}
