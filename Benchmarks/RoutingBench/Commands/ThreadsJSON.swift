import RoutingCore
import RoutingFormats

/// The results of `threads` and of `dispatch` as a document other programs read.
enum ThreadsJSON {
  static func bytes(_ rows: [ThreadsRow], seed: UInt64, catalogueDate: String?) -> [UInt8] {
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
      writer.name("clock_overhead_ns")
      writer.number(BenchSuite.clockOverhead())
      writer.name("results")
      writer.array { writer in
        for row in rows { write(row, &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ row: ThreadsRow, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("path")
      writer.string(row.path)
      writer.name("models")
      writer.integer(row.models)
      writer.name("threads")
      writer.integer(row.threads)
      for figure in row.figures {
        writer.name(figure.name)
        if let value = figure.value { writer.number(value) } else { writer.null() }
      }
    }
  }
}
