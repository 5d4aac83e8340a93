/// Context windows grouped into thresholds, so that "does it fit" is a choice of one bitset row.
///
/// Row k holds the models whose window is unknown or at least threshold k; one more row holds only those of unknown
/// window. Real catalogues have a few dozen distinct windows and each gets its own threshold. A registry with more
/// than ``limit`` distinct windows gets evenly spread thresholds, and the window column settles what lies between.
struct ContextClasses: Sendable {
  /// The most thresholds kept: rows cost n / 8 bytes each.
  static let limit = 64

  /// Ascending windows; a need is met by a row from the first threshold that is not below it.
  let thresholds: [Int]
  /// Whether every window of the registry is a threshold.
  let isExact: Bool
  /// For each bit width of a need, the first threshold that could meet it: most searches then end at once.
  private let firstByWidth: [Int]

  init(windows: [Int?]) {
    var distinct: [Int] = []
    for window in windows.compactMap({ $0 }).sorted() where distinct.last != window {
      distinct.append(window)
    }
    isExact = distinct.count <= ContextClasses.limit
    let thresholds =
      isExact
      ? distinct
      : (0..<ContextClasses.limit).map { distinct[$0 * distinct.count / ContextClasses.limit] }
    self.thresholds = thresholds
    firstByWidth = (0...64).map { width in
      let smallest = width == 0 ? 0 : width >= 64 ? Int.max : 1 << (width - 1)
      return thresholds.firstIndex { $0 >= smallest } ?? thresholds.count
    }
  }

  /// How many rows the classes take.
  var rowCount: Int { thresholds.count + 1 }

  /// The row of the models that may fit a need: all of them do where the classes are exact, and else the window
  /// column decides.
  func row(forNeed need: Int) -> Int {
    var row = firstByWidth[Int.bitWidth - need.leadingZeroBitCount]
    while row < thresholds.count, thresholds[row] < need { row += 1 }
    return isExact || row == 0 ? row : row - 1
  }
}
