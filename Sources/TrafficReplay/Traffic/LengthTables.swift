import RoutingCore

/// Several length distributions laid out in one buffer, to draw from without touching a reference.
///
/// Draws are those of ``LengthDistribution/draw(using:)``, to the token.
struct LengthTables: Sendable {
  private var knots: [Double] = []
  private var tables: [Table] = []
  private var distributions: [Distribution] = []

  private struct Table: Sendable {
    let firstKnot: Int
    let intervals: Int
  }

  private struct Distribution: Sendable {
    /// Its prompts' table; those of its answers follow, one a band.
    let table: Int
    let bands: Int
  }

  init(_ lengths: [LengthDistribution]) {
    for distribution in lengths {
      distributions.append(Distribution(table: tables.count, bands: distribution.outputKnots.count))
      for table in [distribution.inputKnots] + distribution.outputKnots {
        tables.append(Table(firstKnot: knots.count, intervals: table.count - 1))
        knots += table.map(Double.init)
      }
    }
  }

  /// Draws the lengths of one request from the distribution at a place; takes two draws.
  func draw(from place: Int, using generator: inout SeededGenerator) -> (input: TokenCount, output: TokenCount) {
    let distribution = distributions[place]
    let rank = generator.unit()
    let band = min(Int(rank * Double(distribution.bands)), distribution.bands - 1)
    return (
      value(at: rank, of: tables[distribution.table]),
      value(at: generator.unit(), of: tables[distribution.table + 1 + band])
    )
  }

  private func value(at rank: Double, of table: Table) -> TokenCount {
    let place = rank * Double(table.intervals)
    let knot = min(Int(place), table.intervals - 1)
    let low = knots[table.firstKnot + knot]
    let high = knots[table.firstKnot + knot + 1]
    return TokenCount(clamping: Int(low + (high - low) * (place - Double(knot)) + 0.5))
  }
}
