import Foundation
import RoutingCore

/// A statement that must hold for every random case.
///
/// A failure names the seed of its case; `LAW_SEED=<seed> swift test --filter <test>` runs that case alone, and
/// `LAW_CASES=<n>` runs n cases instead of the default.
package struct Law {
  /// How many cases a law tries unless told otherwise: 1,500, and a fifth of them without the optimiser, which takes
  /// ten times as long for each.
  package static var defaultCases: Int { asked ?? standardCases }

  /// How many cases the laws try that the engine's promises rest on: 10,000, and a fifth of them without the optimiser.
  package static var manyCases: Int { asked ?? standardCases * 20 / 3 }

  private static var asked: Int? { Int(ProcessInfo.processInfo.environment["LAW_CASES"] ?? "") }

  private static var standardCases: Int { isOptimised ? 1500 : 300 }

  /// Whether the optimiser was at work, so that a test has time for more.
  package static var isOptimised: Bool {
    #if DEBUG
    false
    #else
    true
    #endif
  }

  /// Tries the law on many cases, and tells of the first that breaks it, made as small as it gets; nil where it holds.
  ///
  /// `violation` says what is wrong with a case, or nil where nothing is; `make` draws a case from its seed.
  package static func firstViolation(
    cases: Int = defaultCases, stream: UInt64, make: (UInt64) -> RoutingCase = { RoutingCase(seed: $0) },
    _ violation: (RoutingCase) throws -> String?
  ) rethrows -> String? {
    if let seed = ProcessInfo.processInfo.environment["LAW_SEED"].flatMap(UInt64.init) {
      return try violation(make(seed)).map { "seed \(seed): \($0)" }
    }
    for number in 0..<UInt64(cases) {
      let seed = stream << 32 | number
      var broken = make(seed)
      guard var message = try violation(broken) else { continue }
      var shrunk = true
      while shrunk {
        shrunk = false
        for smaller in broken.smaller() {
          if let stillBroken = try violation(smaller) {
            (broken, message, shrunk) = (smaller, stillBroken, true)
            break
          }
        }
      }
      return "\(message)\nreplay with LAW_SEED=\(seed); shrunk to:\n\(broken)"
    }
    return nil
  }
}

extension RoutingCase {
  /// Cases with one thing less in them.
  func smaller() -> [RoutingCase] {
    var cases: [RoutingCase] = []
    func add(_ change: (inout RoutingCase) -> Void) {
      var copy = self
      change(&copy)
      cases.append(copy)
    }
    if models.count > 8 {
      add { $0.models.removeFirst($0.models.count / 2) }
      add { $0.models.removeLast($0.models.count / 2) }
    }
    for index in models.indices { add { $0.models.remove(at: index) } }
    for id in health.keys.sorted() { add { $0.health[id] = nil } }
    if request.hint != nil { add { $0.request.hint = nil } }
    if !request.requires.isEmpty { add { $0.request.requires = [] } }
    if request.isStreaming { add { $0.request.isStreaming = false } }
    if !policy.constraints.isEmpty { add { $0.policy.constraints = .init() } }
    if policy.minimumWeight != 0 { add { $0.policy.minimumWeight = 0 } }
    if policy.maximumCost != nil { add { $0.policy.maximumCost = nil } }
    if policy.preferences != RoutingPreferences() { add { $0.policy.preferences = RoutingPreferences() } }
    if policy.picker != .best { add { $0.policy.picker = .best } }
    if policy.affinity != nil { add { $0.policy.affinity = nil } }
    if policy.mode != nil { add { $0.policy.mode = nil } }
    if !directory.plans.isEmpty { add { $0.directory.plans = [] } }
    if !directory.aliases.isEmpty { add { $0.directory.aliases = [] } }
    if !directory.wildcardPool.isEmpty { add { $0.directory.wildcardPool = [] } }
    if arms != nil { add { $0.arms = nil } }
    if turn != 0 { add { $0.turn = 0 } }
    return cases
  }
}
