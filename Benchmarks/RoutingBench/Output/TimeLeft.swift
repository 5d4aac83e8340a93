/// How long some work will still take, told from how long it took so far.
///
/// Of the speed since the beginning and that of the last while the slower one counts, so that work which becomes slower
/// is not promised too early. Nothing is said before there is something to tell it from.
struct TimeLeft {
  /// How far back the last while reaches, in seconds.
  private static let lastWhile = 20.0
  /// What is told after less than this, in seconds, or less than a thousandth of the work, is a guess.
  private static let earliest = 2.0

  /// The last moments: how many seconds had passed, and how much was done.
  private var marks: [(seconds: Double, share: Double)] = [(0, 0)]

  /// The seconds that are left when so much is done after so many seconds, or nil where that cannot be told yet.
  mutating func seconds(at share: Double, after seconds: Double) -> Double? {
    if seconds > (marks.last?.seconds ?? 0) + 0.5 { marks.append((seconds, share)) }
    while marks.count > 2, marks[1].seconds < seconds - TimeLeft.lastWhile { marks.removeFirst() }
    guard seconds >= TimeLeft.earliest, share >= 0.001, let mark = marks.first else { return nil }
    let recent = (share - mark.share) / max(seconds - mark.seconds, 1e-9)
    let speed = min(share / seconds, recent > 0 ? recent : share / seconds)
    return max(1 - share, 0) / speed
  }

  /// A duration in words: to the second below two minutes, to the minute below two hours, and to the tenth of an hour.
  static func words(_ seconds: Double) -> String {
    if seconds < 120 { return "\(Int(seconds.rounded(.up))) s" }
    if seconds < 7200 { return "\(Int((seconds / 60).rounded(.up))) min" }
    return "\(Table.fixed(seconds / 3600, 1)) h"
  }
}
