public import RoutingCore

/// Reads the windows of clients, a row of comma-separated values each, in bounded memory.
///
/// Columns are found by name: `client`, `window_start_s`, `rate_rps`, `interarrival_cv`, `arrival_family` (Gamma,
/// Weibull or Expon) and `family_arg1`, the shape; `family_arg2`, the scale, is not used, since the rate gives the
/// mean. A row that cannot be read becomes an error with its line and field, and reading goes on with the next.
public struct ClientWindowReader<Failure: Error> {
  private var rows: ClientRows<Failure>

  /// Reads from chunks of bytes; after `maximumRows`, reading ends with an error, since a description is kept in
  /// memory.
  public init(
    file: String? = nil, maximumRows: Int = 1 << 20, nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    rows = ClientRows(
      columns: ["client", "window_start_s", "rate_rps", "interarrival_cv", "arrival_family", "family_arg1"],
      file: file, maximumRows: maximumRows, nextChunk: nextChunk)
  }

  /// The next window or why a row is none, or nil at the end; rethrows what the source of chunks throws.
  public mutating func next() throws(Failure) -> Result<ClientWindow, FormatError>? {
    try rows.next { (row: inout ClientRow) throws(FormatError) -> ClientWindow in
      let client = try row.name(0)
      let start = try row.seconds(1)
      try row.requireNew(client, start, "")
      return ClientWindow(
        client: client, start: start, rate: try row.number(2, in: 1e-9...1e9, "a rate from 1e-9 to 1e9"),
        coefficientOfVariation: try row.number(3, in: 0...1e6, "a coefficient of variation"), law: try row.law(4, 5))
    }
  }
}

/// Reads the lengths of clients, a row of comma-separated values each, in bounded memory.
///
/// Columns are found by name: `client`, `window_start_s`, `field` (`input_tokens`, `output_tokens` or `reason_ratio`),
/// `p05`, `p25`, `p50`, `p75`, `p90`, `p95`, `p99` and `mean`. A row that cannot be read becomes an error with its line
/// and field, and reading goes on with the next.
public struct ClientLengthsReader<Failure: Error> {
  private var rows: ClientRows<Failure>

  /// Reads from chunks of bytes; after `maximumRows`, reading ends with an error, since a description is kept in
  /// memory.
  public init(
    file: String? = nil, maximumRows: Int = 1 << 20, nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    rows = ClientRows(
      columns: ["client", "window_start_s", "field", "p05", "p25", "p50", "p75", "p90", "p95", "p99", "mean"],
      file: file, maximumRows: maximumRows, nextChunk: nextChunk)
  }

  /// The next row's lengths or why it has none, or nil at the end; rethrows what the source of chunks throws.
  public mutating func next() throws(Failure) -> Result<ClientLengths, FormatError>? {
    try rows.next { (row: inout ClientRow) throws(FormatError) -> ClientLengths in
      let client = try row.name(0)
      let start = try row.seconds(1)
      let name = try row.name(2)
      guard let field = ClientLengths.Field(rawValue: name) else {
        throw row.error(2, "is none of \(ClientLengths.Field.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      try row.requireNew(client, start, name)
      var quantiles: [Double] = []
      for column in 3..<10 {
        let quantile = try row.number(column, in: 0...0x1p53, "a length")
        if let last = quantiles.last, quantile < last { throw row.error(column, "is less than the quantile before it") }
        quantiles.append(quantile)
      }
      return ClientLengths(
        client: client, start: start, field: field, quantiles: quantiles,
        mean: try row.number(10, in: 0...0x1p53, "a length"))
    }
  }
}
