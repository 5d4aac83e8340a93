import RoutingCore

/// A table of measured requests.
public enum LatencyFormat: String, CaseIterable, Hashable, Sendable {
  /// The requests of the LLMPerf leaderboard: `provider`, `model`, `request_index`, `ttft_s`, `end_to_end_latency_s`,
  /// `output_tokens`, `error_code`.
  case llmPerf = "llmperf"
  /// The measurements of thefastest.ai: `measured_at`, `client_region`, `host`, `host_region`, `model`, `ttft_s`,
  /// `output_tokens_per_s`, `error`.
  case theFastest = "thefastest"

  var columns: [String] {
    switch self {
    case .llmPerf:
      ["provider", "model", "request_index", "ttft_s", "end_to_end_latency_s", "output_tokens", "error_code"]
    case .theFastest:
      ["measured_at", "client_region", "host", "host_region", "model", "ttft_s", "output_tokens_per_s", "error"]
    }
  }
}

/// Reads measured requests, a row of comma-separated values each.
///
/// Columns are found by name and others left alone. A row that cannot be read becomes an error with its line and field,
/// and reading goes on with the next. Memory is that of the names of the rows read, which must not repeat.
public struct LatencyReader<Failure: Error> {
  private var rows: ClientRows<Failure>
  private let format: LatencyFormat

  /// Reads from chunks of bytes; after `maximumRows`, reading ends with an error.
  public init(
    format: LatencyFormat, file: String? = nil, maximumRows: Int = 1 << 20,
    nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    self.format = format
    rows = ClientRows(columns: format.columns, file: file, maximumRows: maximumRows, nextChunk: nextChunk)
  }

  /// The next request or why a row is none, or nil at the end; rethrows what the source of chunks throws.
  public mutating func next() throws(Failure) -> Result<LatencyRow, FormatError>? {
    let format = format
    return try rows.next { (row: inout ClientRow) throws(FormatError) -> LatencyRow in
      switch format {
      case .llmPerf: try LatencyRow(llmPerf: &row)
      case .theFastest: try LatencyRow(theFastest: &row)
      }
    }
  }
}

extension LatencyRow {
  /// Eleven days, beyond anything that waits for an answer.
  private static let seconds = 1e-9...1e6

  /// Reads a request of the LLMPerf leaderboard.
  ///
  /// Its column `inter_token_latency_s` is left alone: it is the whole time divided by the tokens, the first one's time
  /// included, and of short answers the whole time undivided. The interval is that from the first token to the end.
  fileprivate init(llmPerf row: inout ClientRow) throws(FormatError) {
    host = try row.label(0)
    model = try row.label(1)
    guard let index = JSONScanner.integer(row.fields[2]), index >= 0 else { throw row.error(2, "is not a number") }
    try row.requireNew([host, model, "\(index)"], column: 2)
    (firstToken, tokenInterval) = (nil, nil)
    switch String(decoding: row.fields[6], as: UTF8.self) {
    case "": outcome = .answered
    case "-100": outcome = .answeredShort
    case "429": outcome = .rateLimited
    default: outcome = .failed(try row.label(6))
    }
    guard outcome == .answered || outcome == .answeredShort else { return }
    let first = try row.number(3, in: LatencyRow.seconds, "a time in seconds")
    let whole = try row.number(4, in: LatencyRow.seconds, "a time in seconds")
    guard whole >= first else { throw row.error(4, "is less than the time to the first token") }
    guard let tokens = JSONScanner.integer(row.fields[5]), (0...1_000_000_000).contains(tokens) else {
      throw row.error(5, "is not a number of tokens")
    }
    firstToken = Milliseconds(first * 1000)
    if tokens > 1 { tokenInterval = LatencyRow.interval((whole - first) * 1000 / Double(tokens - 1)) }
  }

  /// Reads a measurement of thefastest.ai, whose failures have times that are made up.
  fileprivate init(theFastest row: inout ClientRow) throws(FormatError) {
    let names = try (0..<2).map { (column) throws(FormatError) in try row.label(column) }
    host = try row.label(2)
    model = try row.label(4)
    let region = row.fields[3].isEmpty ? "" : try row.label(3)
    try row.requireNew(names + [host, region, model], column: 4)
    (firstToken, tokenInterval) = (nil, nil)
    guard row.fields[7].isEmpty else {
      let error = try row.label(7)
      // The error is "{status} {reason}" where there was a status.
      outcome = error.hasPrefix("429") ? .rateLimited : .failed(error)
      return
    }
    outcome = .answered
    firstToken = Milliseconds(try row.number(5, in: LatencyRow.seconds, "a time in seconds") * 1000)
    let rate = try row.number(6, in: 1e-6...999, "a rate of tokens a second, which is cut off at 999")
    tokenInterval = LatencyRow.interval(1000 / rate)
  }
}

extension ClientRow {
  /// A name that is shown to people, and so must not do things to their terminal.
  fileprivate func label(_ column: Int) throws(FormatError) -> String {
    guard !QualityColumns.hasControls(fields[column]) else { throw error(column, "has a control character in it") }
    return try name(column)
  }

  /// Refuses a row that is named as one before it was.
  fileprivate mutating func requireNew(_ names: [String], column: Int) throws(FormatError) {
    // A control character stands in none of the names.
    guard seen.insert(Key(client: names.joined(separator: "\u{1F}"), start: 0, field: "")).inserted else {
      throw error(column, "is in a row before this one already, with the same names")
    }
  }
}
