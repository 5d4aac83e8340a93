import RoutingCore

/// Log-normal factors around 1 from one draw each, without an exponential.
///
/// Quantiles are tabulated for both tails from the median outwards: each halving of the chance, down to 2⁻²⁴, has eight
/// cells, in which they are taken for straight lines. That is off by less than 0.3 % of a standard deviation; further out,
/// once in sixteen million draws, factors end.
struct LogNormalTable: Sendable {
  private let cells: [Cell]

  private struct Cell: Sendable {
    /// The factor at the inner end, and how much further it is to the outer one.
    let base: Double
    let width: Double
  }

  private static let octaves = 24
  private static let cellsPerOctave = 8

  /// Makes the factors whose logarithm is spread normally by `spread` around 0.
  init(spread: Double) {
    cells = [-1.0, 1.0].flatMap { side in
      (0..<LogNormalTable.octaves * LogNormalTable.cellsPerOctave).map { place in
        let factors = (place...place + 1).map { end in
          ElementaryFunctions.exp(side * spread * NormalQuantile.distance(ofTail: LogNormalTable.tail(at: end)))
        }
        return Cell(base: factors[0], width: factors[1] - factors[0])
      }
    }
  }

  /// The chance of a tail that begins so many cells away from the median.
  private static func tail(at end: Int) -> Double {
    let (octave, cell) = end.quotientAndRemainder(dividingBy: cellsPerOctave)
    return ElementaryFunctions.exp2(-Double(octave) - 1) * (1 - Double(cell) / Double(2 * cellsPerOctave))
  }

  /// The factor that 64 random bits stand for: the lowest picks the side, the leading zeros the octave, and what follows
  /// the cell and the place in it.
  func factor(_ bits: UInt64) -> Double {
    let octave = bits.leadingZeroBitCount
    let fraction = ~((bits << UInt64(octave)) << 1)
    let place = octave * LogNormalTable.cellsPerOctave + Int(truncatingIfNeeded: fraction >> 61)
    let last = LogNormalTable.octaves * LogNormalTable.cellsPerOctave
    let side = bits & 1 == 0 ? 0 : last
    guard place < last else { return cells[side + last - 1].base + cells[side + last - 1].width }
    let cell = cells[side + place]
    return cell.base + cell.width * (Double((fraction << 3) >> 11) * 0x1p-53)
  }
}

/// Quantiles of the normal distribution.
enum NormalQuantile {
  /// How many standard deviations from the mean a tail of this chance, at most a half, begins.
  ///
  /// Wichura's PPND7 ("Algorithm AS 241: the percentage points of the normal distribution", 1988), good to seven digits.
  static func distance(ofTail chance: Double) -> Double {
    let fromMiddle = 0.5 - chance
    guard fromMiddle > 0.425 else {
      let r = 0.180625 - fromMiddle * fromMiddle
      return fromMiddle * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
        / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1)
    }
    let r = (-ElementaryFunctions.log(chance)).squareRoot()
    guard r > 5 else {
      let s = r - 1.6
      return (((0.17023821103 * s + 1.3067284816) * s + 2.7568153900) * s + 1.4234372777)
        / ((0.12021132975 * s + 0.73700164250) * s + 1)
    }
    let s = r - 5
    return (((0.017337203997 * s + 0.42868294337) * s + 3.0812263860) * s + 6.6579051150)
      / ((0.012258202635 * s + 0.24197894225) * s + 1)
  }
}
