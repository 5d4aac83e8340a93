import AllocationCounter
import RegressionGate
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
      writer.name("calibration")
      writer.object { writer in
        writer.name("version")
        writer.integer(CalibrationLoop.version)
      }
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

  static var build: String {
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
      writer.string(suite.traffic)
      number("decisions", Double(measurement.decisions))
      func timed(_ value: Double) -> Double? { measurement.isTimed ? value : nil }
      number("decisions_per_second", timed(measurement.decisionsPerSecond))
      number("ns_p50", timed(measurement.nanoseconds(at: 0.5)))
      number("ns_p99", timed(measurement.nanoseconds(at: 0.99)))
      number("ns_p999", timed(measurement.nanoseconds(at: 0.999)))
      number("ns_max", timed(measurement.longest))
      let isCounted = allocations_are_counted() && measurement.decisions > 0
      number("allocations_per_decision", isCounted ? measurement.allocationsPerDecision : nil)
      number("instructions_per_decision", measurement.decisions > 0 ? measurement.instructionsPerDecision : nil)
      number("ratio_to_reference", timed(result.ratioToReference(measurement)))
      number("ratio_to_array_of_structs", timed(result.ratio(measurement, to: .arrayOfStructs)))
      number("refusal_share", result.refusalShare)
      number("candidates", result.candidates)
      number("budget_bound_share", result.boundShare)
      number("ns_per_thompson_draw", measurement.path == .thompson ? result.nanosecondsPerDraw : nil)
      for (name, rates) in [
        ("round_rates", measurement.cpuRates), ("round_calibration_rates", measurement.calibrationRates),
      ] {
        writer.name(name)
        // Whole decisions a second are exact to a millionth or better.
        writer.array { writer in rates.forEach { writer.number($0 < 1e6 ? $0 : $0.rounded()) } }
      }
    }
  }
}
