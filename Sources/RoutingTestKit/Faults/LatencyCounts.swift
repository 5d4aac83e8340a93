public import RoutingCore

/// How many answers took how long, in cells an eighth of a power of two wide.
public struct LatencyCounts: Hashable, Sendable {
  private var cells: [Int] = []
  /// How many were counted.
  public private(set) var count = 0

  /// Microseconds below this are counted exactly.
  private static let exact = 8
  private static let cellsPerOctave = 8

  init() {}

  mutating func add(milliseconds: Double) {
    let place = LatencyCounts.place(of: UInt64(max(min(milliseconds * 1000, 0x1p62), 0)))
    while cells.count <= place { cells.append(0) }
    cells[place] += 1
    count += 1
  }

  /// The latency that so large a share of the answers stays within, rounded up by an eighth at most; nil without any.
  ///
  /// - Complexity: O(1): there are at most 500 cells.
  public func percentile(_ share: Fraction) -> Milliseconds? {
    guard count > 0 else { return nil }
    let exactly = share.value * Double(count)
    let whole = Int(exactly)
    var left = max(Double(whole) < exactly ? whole + 1 : whole, 1)
    for (place, number) in cells.enumerated() {
      left -= number
      if left <= 0 { return Milliseconds(LatencyCounts.end(of: place) / 1000) }
    }
    return nil
  }

  private static func place(of microseconds: UInt64) -> Int {
    guard microseconds >= UInt64(exact) else { return Int(microseconds) }
    let octave = 63 - microseconds.leadingZeroBitCount
    let within = Int((microseconds >> UInt64(octave - 3)) & 7)
    return (octave - 2) * cellsPerOctave + within
  }

  /// The microseconds at which a cell ends.
  private static func end(of place: Int) -> Double {
    guard place >= exact else { return Double(place + 1) }
    let (octaves, within) = place.quotientAndRemainder(dividingBy: cellsPerOctave)
    return Double(9 + within) / 8 * Double(UInt64(1) << UInt64(octaves + 2))
  }
}
