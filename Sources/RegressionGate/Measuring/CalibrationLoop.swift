/// A fixed piece of work of the kind a decision is, so that speeds of different hours and machines can be compared.
///
/// A step loads from a table of 16 KB at a place the step before decided, takes a branch that no predictor can learn,
/// and carries on an integer and a floating-point sum that each wait for the last. What slows decisions down from
/// outside (a lower clock, a neighbour on the same core) slows this too, and the ratio of both stays.
package struct CalibrationLoop: Sendable {
  /// Goes up with any change to the work: speeds of different versions say nothing about each other.
  package static let version = 1
  /// The places of the table.
  private static let size = 2_048

  private let table: [Double]
  private var state: UInt64 = 0x243F_6A88_85A3_08D3
  private var sum = 1.0

  /// Makes the table.
  package init() {
    table = (0..<CalibrationLoop.size).map { Double($0 * 7_919 % CalibrationLoop.size) / 2_048 }
  }

  /// Does so many steps and returns what depends on all of them.
  package mutating func run(steps: Int) -> Double {
    var (state, sum) = (state, sum)
    for _ in 0..<steps {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let value = table[Int(truncatingIfNeeded: state >> 20) & (CalibrationLoop.size - 1)]
      if value < 0.5 {
        sum = sum * 0.75 + value
      } else {
        sum = sum * 0.5 + 1 / (value + 1)
        state &+= UInt64(truncatingIfNeeded: Int(value * 2_048))
      }
    }
    (self.state, self.sum) = (state, sum)
    return sum
  }
}
