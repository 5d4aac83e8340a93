import RoutingCore
import RoutingFormats
import TrafficReplay

/// A replay as a document other programs read.
enum ReplayJSON {
  static func bytes(
    _ report: ReplayReport, over registry: ModelRegistry, format: String?, malformed: Int, seed: UInt64
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      func integer(_ name: String, _ value: Int) {
        writer.name(name)
        writer.integer(value)
      }
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("format")
      if let format { writer.string(format) } else { writer.null() }
      integer("seed", Int(seed))
      integer("requests", report.requests)
      integer("refusals", report.refusals)
      integer("failures", report.failures)
      integer("malformed_rows", malformed)
      writer.name("cost_usd")
      writer.number(report.cost)
      writer.name("models")
      writer.array { writer in
        for (model, share) in zip(registry.models, report.models) where share.requests > 0 {
          writer.object { writer in
            writer.name("model_id")
            writer.string(model.id.text)
            writer.name("requests")
            writer.integer(share.requests)
            writer.name("cost_usd")
            writer.number(share.cost)
          }
        }
      }
      integer("examined", report.examined)
      writer.name("exclusions")
      writer.object { writer in
        for (reason, count) in report.rankedExclusions {
          writer.name(reason)
          writer.integer(count)
        }
      }
    }
    return writer.bytes + [0x0A]
  }
}
