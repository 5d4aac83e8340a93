import RoutingCore
import TrafficReplay

/// How well generated traffic fits a Poisson process, and the trace it was made to be like.
struct FitReport {
  let measure: TrafficMeasure
  let example: (name: String, measure: TrafficMeasure)?
  let seed: Int

  private var distances: [(name: String, distance: KolmogorovSmirnov?)] {
    guard let other = example?.measure else { return [] }
    return [
      ("gaps", KolmogorovSmirnov(measure.gaps, other.gaps)),
      ("input_tokens", KolmogorovSmirnov(measure.inputs, other.inputs)),
      ("output_tokens", KolmogorovSmirnov(measure.outputs, other.outputs)),
    ]
  }

  /// The report for a person.
  var lines: [String] {
    var lines = FitReport.lines("generated", measure)
    if let example { lines += FitReport.lines(example.name, example.measure) }
    for (name, distance) in distances {
      lines.append("\(name): KS distance \(FitReport.words(distance)) from the trace")
    }
    return lines
  }

  private static func lines(_ name: String, _ measure: TrafficMeasure) -> [String] {
    let rates = measure.series.rates
    return [
      "\(name): \(Table.grouped(Double(measure.count))) requests, \(number(measure.rate)) a second; gaps: "
        + "coefficient of variation \(number(measure.coefficientOfVariation)), Fano factor "
        + "\(number(measure.fanoFactor)) by \(number(Double(measure.windowNanoseconds) / 1e9)) s",
      "\(name): KS distance \(words(measure.poisson)) of the gaps from exponential ones",
      "\(name): requests a second from first to last: " + eighths(rates).map { number($0) }.joined(separator: ", "),
    ]
  }

  /// The rates of at most eight parts of the time, as long as each other but for a window.
  private static func eighths(_ rates: [Double]) -> [Double] {
    let groups = min(rates.count, 8)
    return (0..<groups).map { group in
      let part = rates[rates.count * group / groups..<rates.count * (group + 1) / groups]
      return part.reduce(0, +) / Double(part.count)
    }
  }

  private static func number(_ value: Double?) -> String {
    value.map { Table.fixed($0, 3) } ?? "unknown"
  }

  private static func words(_ distance: KolmogorovSmirnov?) -> String {
    distance.map {
      "\(Table.fixed($0.distance, 4)) (at most \(Table.fixed($0.upperBound, 4)); "
        + "5 % critical value \(Table.fixed($0.criticalValue, 4)))"
    } ?? "unknown"
  }

  /// The report for other programs.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("seed")
      writer.integer(seed)
      writer.name("generated")
      FitReport.write(measure, to: &writer)
      guard let example else { return }
      writer.name("like")
      FitReport.write(example.measure, to: &writer)
      writer.name("distances")
      writer.object { writer in
        for (name, distance) in distances {
          writer.name(name)
          FitReport.write(distance, to: &writer)
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ measure: TrafficMeasure, to writer: inout JSONWriter) {
    func number(_ name: String, _ value: Double?, to writer: inout JSONWriter) {
      writer.name(name)
      if let value { writer.number(value) } else { writer.null() }
    }
    writer.object { writer in
      writer.name("requests")
      writer.integer(measure.count)
      writer.name("out_of_order")
      writer.integer(measure.outOfOrder)
      number("rate_rps", measure.rate, to: &writer)
      number("interarrival_cv", measure.coefficientOfVariation, to: &writer)
      number("fano_factor", measure.fanoFactor, to: &writer)
      number("fano_window_s", Double(measure.windowNanoseconds) / 1e9, to: &writer)
      writer.name("ks_exponential")
      write(measure.poisson, to: &writer)
      writer.name("rate_over_time")
      writer.object { writer in
        number("window_s", Double(measure.series.windowNanoseconds) / 1e9, to: &writer)
        writer.name("rates_rps")
        writer.array { writer in measure.series.rates.forEach { writer.number($0) } }
      }
    }
  }

  private static func write(_ distance: KolmogorovSmirnov?, to writer: inout JSONWriter) {
    guard let distance else { return writer.null() }
    writer.object { writer in
      writer.name("distance")
      writer.number(distance.distance)
      writer.name("at_most")
      writer.number(distance.upperBound)
      writer.name("critical_value_5_percent")
      writer.number(distance.criticalValue)
    }
  }
}
