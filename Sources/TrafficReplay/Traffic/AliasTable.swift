/// A list to draw places from by their shares, at the same small price whatever its length.
///
/// Walker's alias method as Vose builds it ("A linear algorithm for generating random numbers with a given distribution",
/// 1991): every column holds its own place up to a threshold and one other place above it.
struct AliasTable: Sendable {
  private var columns: [Column]

  private struct Column: Sendable {
    /// The share of the column that is its own, of 2⁶⁴.
    var threshold: UInt64
    var other: Int
  }

  /// Shares need not add up to anything in particular, but to something.
  init(_ shares: [Double]) {
    let total = shares.reduce(0, +)
    precondition(total > 0 && shares.allSatisfy { $0 >= 0 }, "There is nothing to draw.")
    columns = shares.indices.map { Column(threshold: .max, other: $0) }
    var rest = shares.map { $0 / total * Double(shares.count) }
    var small = rest.indices.filter { rest[$0] < 1 }
    var large = rest.indices.filter { rest[$0] >= 1 }
    while let poor = small.popLast(), let rich = large.last {
      columns[poor] = Column(threshold: UInt64(rest[poor] * 0x1p64), other: rich)
      rest[rich] -= 1 - rest[poor]
      if rest[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
  }

  /// The place that 64 random bits stand for.
  func place(_ bits: UInt64) -> Int {
    let (place, rest) = bits.multipliedFullWidth(by: UInt64(columns.count))
    let column = columns[Int(truncatingIfNeeded: place)]
    return rest < column.threshold ? Int(truncatingIfNeeded: place) : column.other
  }
}
