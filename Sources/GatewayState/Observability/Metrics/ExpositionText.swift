import RoutingCore

/// Writes metrics in the text format 0.0.4 of Prometheus ("Exposition formats").
///
/// Families come in the order of the catalogue, and the series of one in the byte order of their labels' values.
struct ExpositionText {
  private(set) var bytes: [UInt8] = []

  init(_ table: MetricsTable) {
    let counters = Dictionary(grouping: table.counters.map { Line($0.key, $0.value) }, by: \.family)
    let gauges = Dictionary(grouping: table.gauges.map { Line($0.key, $0.value) }, by: \.family)
    for family in MetricFamily.allCases {
      bytes += "# HELP \(family.name) \(family.help)\n".utf8
      bytes += "# TYPE \(family.name) \(family.kind.rawValue)\n".utf8
      switch family.kind {
      case .counter: for line in (counters[family] ?? []).sorted(by: Line.precedes) { write(line) }
      case .gauge: for line in (gauges[family] ?? []).sorted(by: Line.precedes) { write(line) }
      case .histogram: writeLatencies(table)
      }
    }
  }

  private struct Line {
    let family: MetricFamily
    let labels: [String]
    let value: Double

    init(_ series: some MetricSeries, _ value: Double) {
      family = series.family
      labels = series.labels
      self.value = value
    }

    static func precedes(_ lhs: Line, _ rhs: Line) -> Bool { ExpositionText.precedes(lhs.labels, rhs.labels) }
  }

  private static func precedes(_ lhs: [String], _ rhs: [String]) -> Bool {
    for (left, right) in zip(lhs, rhs) where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return false
  }

  private mutating func write(_ line: Line) {
    sample(line.family.name, line.family.labels, line.labels, ExpositionText.number(line.value))
  }

  private mutating func writeLatencies(_ table: MetricsTable) {
    let series = table.latencies.map { (labels: $0.key.labels, histogram: $0.value) }
    for (labels, histogram) in series.sorted(by: { ExpositionText.precedes($0.labels, $1.labels) }) {
      let family = MetricFamily.latency
      let bounds = LatencyHistogram.bounds.map { "\($0)" } + ["+Inf"]
      var count = 0
      for (bound, own) in zip(bounds, histogram.counts) {
        count += own
        sample(family.name + "_bucket", family.labels + ["le"], labels + [bound], "\(count)")
      }
      sample(family.name + "_sum", family.labels, labels, ExpositionText.number(histogram.sum))
      sample(family.name + "_count", family.labels, labels, "\(count)")
    }
  }

  private mutating func sample(_ name: String, _ labels: [String], _ values: [String], _ number: String) {
    bytes += name.utf8
    for (position, (label, value)) in zip(labels, values).enumerated() {
      bytes += position == 0 ? "{".utf8 : ",".utf8
      bytes += label.utf8
      bytes += "=\"".utf8
      appendEscaped(value)
      bytes += "\"".utf8
    }
    if !labels.isEmpty { bytes += "}".utf8 }
    bytes += " \(number)\n".utf8
  }

  private mutating func appendEscaped(_ value: String) {
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      default: bytes.append(byte)
      }
    }
  }

  private static func number(_ value: Double) -> String {
    // A sum of finite numbers may still be infinite.
    guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
    return abs(value) < 0x1p53 && Double(Int(value)) == value ? "\(Int(value))" : "\(value)"
  }
}
