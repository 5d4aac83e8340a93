/// What one table says of one model at one host.
public struct HostModelFit: Hashable, Sendable {
  /// The table.
  public let table: String
  /// Which requests are in the table.
  public let selection: LatencyTable.Selection
  /// The host, as the table calls it.
  public let host: String
  /// The model, as the table calls it.
  public let model: String
  /// How many requests were turned away because the benchmark asked too often; they are in no other figure.
  public let rateLimited: Int
  /// How many answers were shorter than asked for; they count as answers.
  public let answeredShort: Int
  /// How many of the requests that were let in failed, or nil where the table would not show it.
  public let failures: FailureShare?
  /// The time to the first token in milliseconds, or nil where none is known.
  public let firstToken: LogNormalFit?
  /// The time between two tokens in milliseconds, or nil where none is known.
  public let tokenInterval: LogNormalFit?
  let firstTokens: [Double]
  let tokenIntervals: [Double]

  init(_ table: LatencyTable, host: String, model: String, samples: [LatencySample]) {
    self.table = table.name
    selection = table.selection
    self.host = host
    self.model = model
    rateLimited = samples.count { $0.outcome == .rateLimited }
    answeredShort = samples.count { $0.outcome == .answeredShort }
    failures =
      table.selection == .every
      ? FailureShare(failures: samples.count { $0.outcome == .failed }, of: samples.count - rateLimited) : nil
    let answers = samples.filter { $0.outcome == .answered || $0.outcome == .answeredShort }
    firstTokens = answers.compactMap(\.firstToken)
    tokenIntervals = answers.compactMap(\.tokenInterval)
    firstToken = LogNormalFit(firstTokens)
    tokenInterval = LogNormalFit(tokenIntervals)
  }

  /// The spread of a time, where the table's selection lets it be seen.
  func spread(of fit: LogNormalFit?) -> Double? { selection == .every ? fit?.spread : nil }
}
