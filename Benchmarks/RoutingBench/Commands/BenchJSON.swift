import AllocationCounter
import RoutingCore
import RoutingFormats

/// The results of `bench` as a document other programs read.
enum BenchJSON {
  static func bytes(_ results: [BenchSuite.SizeResult], _ suite: BenchSuite, catalogueDate: String?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("seed")
      writer.integer(Int(suite.seed))
      writer.name("catalogue_date")
      if let catalogueDate { writer.string(catalogueDate) } else { writer.null() }
      writer.name("build")
      writer.string(build)
      writer.name("requests_per_pool")
      writer.integer(Workload.poolSize)
      writer.name("requests_per_epoch")
      writer.integer(Workload.requestsPerEpoch)
      writer.name("clock_overhead_ns")
      writer.number(BenchSuite.clockOverhead())
      writer.name("results")
      writer.array { writer in
        for result in results {
          for measurement in result.measurements { row(measurement, result, suite, &writer) }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static var build: String {
    #if DEBUG
    "debug"
    #else
    "release"
    #endif
  }

  private static func row(
    _ measurement: PathMeasurement, _ result: BenchSuite.SizeResult, _ suite: BenchSuite, _ writer: inout JSONWriter
  ) {
    writer.object { writer in
      func number(_ name: String, _ value: Double?) {
        writer.name(name)
        if let value { writer.number(value) } else { writer.null() }
      }
      writer.name("path")
      writer.string(measurement.path.rawValue)
      number("models", Double(measurement.models))
      number("providers", Double(result.providers))
      number("threads", Double(measurement.threads))
      writer.name("mode")
      writer.string(suite.mode?.name ?? "mixed")
      number("decisions", Double(measurement.decisions))
      number("decisions_per_second", measurement.decisionsPerSecond)
      number("ns_p50", measurement.nanoseconds(at: 0.5))
      number("ns_p99", measurement.nanoseconds(at: 0.99))
      number("ns_p999", measurement.nanoseconds(at: 0.999))
      number("allocations_per_decision", allocations_are_counted() ? measurement.allocationsPerDecision : nil)
      number("ratio_to_reference", result.ratioToReference(measurement))
      number("ratio_to_array_of_structs", result.ratio(measurement, to: .arrayOfStructs))
      number("refusal_share", result.refusalShare)
      number("candidates", result.candidates)
      number("ns_per_thompson_draw", measurement.path == .thompson ? result.nanosecondsPerDraw : nil)
    }
  }
}
