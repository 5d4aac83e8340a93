/// What tells one row of a report from another.
package struct RowKey: Hashable, Sendable {
  /// The name of the way to decide.
  package let path: String
  /// The size of the registry.
  package let models: Int
  /// How many threads decided at once.
  package let threads: Int
  /// The mode of the requests, or `mixed`.
  package let mode: String

  /// Makes a key.
  package init(path: String, models: Int, threads: Int = 1, mode: String = "mixed") {
    self.path = path
    self.models = models
    self.threads = threads
    self.mode = mode
  }

  /// The path that others are measured by; it is no product, so its own speed is shown and not judged.
  package static let yardstick = "reference"

  /// The plain router that the reference's ratios stand beside; it is no product either.
  private static let baseline = "array-of-structs"

  /// The calibration loop as a row: what it shows is how still the machine was.
  package static let calibration = RowKey(path: "calibration", models: 0)

  /// Whether the path learns while it decides, which takes memory now and then.
  package var learns: Bool { path.hasPrefix("prepared-") }

  /// Whether the gate closes for this row.
  package var isJudged: Bool { path != RowKey.yardstick && path != RowKey.baseline && self != RowKey.calibration }
}

extension RowKey: CustomStringConvertible {
  /// The key in words, leaving out what is usual.
  package var description: String {
    let threads = threads == 1 ? "" : ", \(threads) threads"
    let mode = mode == "mixed" ? "" : ", \(mode)"
    return "\(path) at \(models)\(threads)\(mode)"
  }
}
