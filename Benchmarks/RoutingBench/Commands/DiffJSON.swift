import RoutingCore
import TrafficReplay

/// The difference of two logs as a document other programs read.
enum DiffJSON {
  /// Pairs of models beyond these are counted together, so that a document has an end.
  private static let mostPairs = 100

  static func bytes(_ difference: LogDifference, _ first: LogEntries, _ second: LogEntries) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/diff/1")
      for (name, value) in [
        ("decisions_a", first.count), ("decisions_b", second.count), ("malformed_a", first.skipped.count),
        ("malformed_b", second.skipped.count), ("matched", difference.matched), ("only_a", difference.onlyFirst),
        ("only_b", difference.onlySecond),
      ] {
        writer.name(name)
        writer.integer(value)
      }
      writer.name("different")
      write(difference.groups.total, to: &writer)
      writer.name("causes")
      writer.array { writer in difference.groups.ranked.forEach { write($0, to: &writer) } }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ group: ChangeGroup, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("cause")
      writer.string(group.cause.name)
      if let detail = group.cause.detail {
        writer.name("detail")
        writer.string(detail)
      }
      writer.name("decisions")
      writer.integer(group.count)
      for figure in ChangeGroup.Figure.allCases {
        writer.name(figure.rawValue)
        write(group, figure, to: &writer)
      }
      let pairs = group.rankedPairs.prefix(mostPairs)
      writer.name("pairs")
      writer.array { writer in
        for (pair, count) in pairs {
          writer.object { writer in
            writer.name("from")
            writer.string(pair.from)
            writer.name("to")
            writer.string(pair.to)
            writer.name("decisions")
            writer.integer(count)
          }
        }
      }
      writer.name("other_pairs")
      writer.integer(group.count - pairs.reduce(0) { $0 + $1.count })
    }
  }

  private static func write(_ group: ChangeGroup, _ figure: ChangeGroup.Figure, to writer: inout JSONWriter) {
    guard let mean = group.meanDifference(in: figure) else { return writer.null() }
    writer.object { writer in
      writer.name("decisions")
      writer.integer(group.count(of: figure))
      writer.name("difference")
      writer.number(mean)
      guard let interval = group.difference(in: figure) else { return }
      writer.name("low")
      writer.number(interval.low)
      writer.name("high")
      writer.number(interval.high)
      writer.name("confidence")
      writer.number(interval.confidence)
    }
  }
}
