/// Makes a measured path slower by a known share, so that a gate can be seen to close.
///
/// The extra cost is decisions that are made and not counted: it is that share of the path's own work, whatever its
/// speed, its size or the machine, and needs no calibration.
package struct InjectedSlowdown: Sendable {
  private let share: Double
  private var owed = 0.0

  /// A slowdown of so many per cent.
  package init(percent: Double) {
    share = percent / 100
  }

  /// How many decisions to make beside the next `count` without counting them.
  package mutating func extra(beside count: Int) -> Int {
    owed += share * Double(count)
    let extra = Int(owed)
    owed -= Double(extra)
    return extra
  }
}
