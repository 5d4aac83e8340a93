import Foundation
import RoutingCore

/// Measures the router for many threads at several sizes, one kind of work after the other.
struct ThreadsSuite {
  let sizes: [Int]
  let seed: UInt64
  /// How long one size is measured in all, all tables together.
  let secondsPerSize: Double

  /// The tables that a reader sees.
  enum Section: CaseIterable {
    case work
    case scaling
    case reconfiguring
    case publication
  }

  /// How many processors there are.
  static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  func run(over registry: ModelRegistry, progress: (Double, String) -> Void) throws -> [Section: [ThreadsRow]] {
    var rows: [Section: [ThreadsRow]] = [:]
    for (place, size) in sizes.enumerated() {
      func show(_ share: Double, _ what: String) {
        progress((Double(place) + share) / Double(sizes.count + 1), "\(size) models: \(what)")
      }
      show(0, "making traffic")
      let traffic = try RouterTraffic(over: registry, models: size, seed: seed)
      show(0.05, "outcomes and handles")
      rows[.work, default: []] += try OutcomeMeasurement.rows(traffic, seconds: secondsPerSize * 0.1)
      rows[.work, default: []] += try HandleMeasurement.rows(traffic, seconds: secondsPerSize * 0.05)
      show(0.15, "decisions")
      rows[.work, default: []] += try DecisionRace.rows(traffic, seconds: secondsPerSize * 0.2)
      show(0.4, "two threads")
      rows[.scaling, default: []] += try ThreadScaling.rows(traffic, seconds: secondsPerSize * 0.45)
      show(0.8, "publications")
      rows[.publication, default: []] += try PublicationCosts.rows(traffic, seconds: secondsPerSize * 0.2)
      if size == sizes.max() {
        show(1, "reconfiguring")
        rows[.reconfiguring] = try ReconfigurationLatency.rows(traffic, seconds: secondsPerSize)
      }
    }
    return rows
  }
}
