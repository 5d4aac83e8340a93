import RoutingCore
import RoutingFormats

/// The results of `gateway` as a document other programs read.
enum GatewayJSON {
  static func bytes(_ rows: [GatewayRow], seed: UInt64, catalogueDate: String?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("seed")
      writer.integer(Int(seed))
      writer.name("catalogue_date")
      if let catalogueDate { writer.string(catalogueDate) } else { writer.null() }
      writer.name("build")
      writer.string(BenchJSON.build)
      writer.name("processors")
      writer.integer(ThreadsSuite.processors)
      writer.name("stream_pieces")
      writer.integer(IdleChatProvider.chunkCount)
      writer.name("results")
      writer.array { writer in
        for row in rows { write(row, &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ row: GatewayRow, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("path")
      writer.string(row.path)
      writer.name("models")
      writer.integer(row.models)
      writer.name("count")
      writer.integer(row.count)
      let figures = [
        ("us_p50", row.microseconds), ("us_p99", row.microseconds99), ("allocations", row.allocations),
        ("times_decision", row.timesDecision), ("times_dispatcher", row.timesDispatcher),
      ]
      for (name, value) in figures {
        writer.name(name)
        if let value { writer.number(value) } else { writer.null() }
      }
    }
  }
}
