public import RoutingCore

/// Times and lengths of requests as a CSV file with BurstGPT's columns, for traces of millions of rows.
///
/// Reading gives back what was written, to the nanosecond; sessions, hints and prefix blocks need ``TraceWriter``.
public enum TraceTableWriter {
  /// The first line, with its end.
  public static let header = Array("Timestamp,Request tokens,Response tokens\n".utf8)

  /// Appends one record as a line, with its end.
  public static func append(_ record: TraceRecord, to bytes: inout [UInt8]) {
    let (seconds, rest) = record.arrival.nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    if record.arrival.nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    append(seconds, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    var unit: UInt64 = 100_000_000
    while unit > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / unit % 10))
      unit /= 10
    }
    bytes.append(UInt8(ascii: ","))
    append(UInt64(record.inputTokens.value), to: &bytes)
    bytes.append(UInt8(ascii: ","))
    append(UInt64(record.outputTokens.value), to: &bytes)
    bytes.append(0x0A)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
