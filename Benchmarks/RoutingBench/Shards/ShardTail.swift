import RoutingCore
import RoutingFormats

/// The last line of a shard's file: what the whole trace was, which shows that nothing is missing.
struct ShardTail: Equatable {
  let requests: Int
  let malformed: Int
  let file: String
  let format: TraceFormat?
  let fingerprint: UInt64
  let segments: Int

  init(_ run: TraceRun, segments: Int) {
    requests = run.requests
    malformed = run.malformed
    file = run.file
    format = run.format
    fingerprint = run.fingerprint
    self.segments = segments
  }

  /// Reads the line, or nil where it is one of another kind.
  init?(_ field: JSONField) throws(FormatError) {
    guard let end = try field.optional("end") else { return nil }
    guard try end.bool() else { throw end.error("expected true") }
    requests = try field.required("requests").int()
    malformed = try field.required("malformed_rows").int()
    segments = try field.required("segments").int()
    file = try field.required("trace").string()
    let name = try field.optional("format")
    format = try name.flatMap { (name) throws(FormatError) in TraceFormat(rawValue: try name.string()) }
    let text = try field.required("fingerprint")
    guard let fingerprint = UInt64(try text.string(), radix: 16) else {
      throw text.error("expected a hexadecimal number")
    }
    self.fingerprint = fingerprint
  }

  /// The line, with its end.
  var line: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("end")
      writer.bool(true)
      for (name, number) in [("requests", requests), ("malformed_rows", malformed), ("segments", segments)] {
        writer.name(name)
        writer.integer(number)
      }
      writer.name("trace")
      writer.string(file)
      writer.name("format")
      if let format { writer.string(format.rawValue) } else { writer.null() }
      writer.name("fingerprint")
      writer.string(String(fingerprint, radix: 16))
    }
    return writer.bytes + [0x0A]
  }
}
