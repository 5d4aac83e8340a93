import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

/// Something that happens to a provider, and when.
struct HealthStep: CustomStringConvertible {
  enum Event {
    case outcome(AttemptOutcome)
    case probe(ProbeResult)
    /// Asks for a permit.
    case begin
    /// Ends one of the attempts that are under way.
    case end(pick: Int, AttemptOutcome)
  }

  var event: Event
  var at: Moment
  var replica: Int

  var description: String { "  at \(at.nanoseconds) ns, replica \(replica): \(event)" }
}

/// A random life of one provider.
struct HealthHistory: CustomStringConvertible {
  var parameters: HealthParameters
  var steps: [HealthStep]
  /// Draws what a law needs besides the history; the same for all shorter histories.
  var dice: Dice

  /// No earlier than any step.
  var end: Moment { steps.map(\.at).max() ?? .zero }

  var description: String { "\(parameters)\n" + steps.map(\.description).joined(separator: "\n") }

  /// Draws a history of up to `length` steps at distinct times that only go up.
  init(seed: UInt64, length: Int, replicas: Int, permits: Bool) {
    var dice = Dice(seed: seed)
    parameters = HealthParameters(
      degradedAfter: dice.number(1...3), downAfter: dice.number(2...5), cooldown: dice.pick([30_000, 30_000, 100, 0]),
      errorHalfLife: dice.pick([600_000, 600_000, 1000]), percentileMinimum: 2,
      latencyHalfLife: dice.pick([nil, 60_000]), downAfterDeadProbes: dice.number(2...5),
      aliveProbeEndsCooldown: dice.chance(0.7), halfOpenTimeout: dice.pick([120_000, 40_000, 50]),
      slowStart: dice.pick([0, 10_000]))
    var now = dice.pick([Int64(0), -3_600_000_000_000, 1_700_000_000_000_000_000])
    steps = []
    let badness = dice.pick([0.2, 0.6, 0.9])
    for _ in 0..<dice.number(0...length) {
      now += HealthHistory.pause(&dice)
      steps.append(
        HealthStep(
          event: HealthHistory.event(&dice, badness, permits: permits), at: Moment(nanoseconds: now),
          replica: dice.number(0...replicas - 1)))
    }
    self.dice = dice
  }

  /// At least a nanosecond; often exactly a cooldown.
  private static func pause(_ dice: inout Dice) -> Int64 {
    switch dice.number(0...9) {
    case 0: 1
    case 1...5: Int64(dice.number(1...2_000)) * 1_000_000
    case 6: 30_000_000_000
    case 7: 29_999_999_999
    case 8: Int64(dice.number(1...200_000)) * 1_000_000
    default: Int64(dice.number(1...90)) * 60_000_000_000
    }
  }

  private static func event(_ dice: inout Dice, _ badness: Double, permits: Bool) -> HealthStep.Event {
    switch dice.number(0...(permits ? 19 : 9)) {
    case 0...7: .outcome(outcome(&dice, badness))
    case 8...9: .probe(dice.chance(badness) ? .dead : .alive)
    case 10...14: .begin
    default: .end(pick: dice.number(0...99), outcome(&dice, badness))
    }
  }

  static func outcome(_ dice: inout Dice, _ badness: Double) -> AttemptOutcome {
    guard dice.chance(badness) else {
      return .success(
        latency: milliseconds(dice.number(50...400)),
        timePerToken: dice.chance(0.3) ? milliseconds(dice.number(5...60)) : nil)
    }
    return .failure(dice.chance(0.75) ? .transient : dice.pick(AttemptFailure.allCases))
  }
}

/// A duration that the test knows not to be negative.
func milliseconds(_ value: Int) -> Milliseconds { Milliseconds(Double(value)) ?? 0 }

/// A statement that must hold for every history.
///
/// A failure names the seed of its history and prints it with all steps left out that are not needed;
/// `LAW_SEED=<seed> swift test --filter <test>` runs that history alone.
enum HealthLaw {
  static func firstViolation(
    stream: UInt64, cases: Int = Law.manyCases, length: Int = 20, replicas: Int = 1, permits: Bool = false,
    _ violation: (HealthHistory) throws -> String?
  ) rethrows -> String? {
    if let seed = ProcessInfo.processInfo.environment["LAW_SEED"].flatMap(UInt64.init) {
      let history = HealthHistory(seed: seed, length: length, replicas: replicas, permits: permits)
      return try violation(history).map { try shrunk(history, $0, seed, violation) }
    }
    for number in 0..<UInt64(cases) {
      let seed = stream << 32 | number
      let history = HealthHistory(seed: seed, length: length, replicas: replicas, permits: permits)
      if let message = try violation(history) { return try shrunk(history, message, seed, violation) }
    }
    return nil
  }

  /// Whether what a law is about came up in enough of its cases; a single case is not asked.
  static func isOften(_ count: Int) -> Bool {
    ProcessInfo.processInfo.environment["LAW_SEED"] != nil || count > Law.manyCases / 10
  }

  /// Leaves out steps, many at a time and then one by one, while the law stays broken.
  private static func shrunk(
    _ history: HealthHistory, _ message: String, _ seed: UInt64, _ violation: (HealthHistory) throws -> String?
  ) rethrows -> String {
    var broken = history
    var message = message
    var piece = max(history.steps.count / 2, 1)
    while piece > 0 {
      var start = 0
      var hasShrunk = false
      while start < broken.steps.count {
        var fewer = broken
        fewer.steps.removeSubrange(start..<min(start + piece, fewer.steps.count))
        if let reason = try violation(fewer) {
          (broken, message, hasShrunk) = (fewer, reason, true)
        } else {
          start += piece
        }
      }
      piece = hasShrunk && piece == 1 ? 1 : piece / 2
    }
    return "\(message)\nreplay with LAW_SEED=\(seed); shrunk to:\n\(broken)"
  }
}

extension ProviderHealth {
  /// Makes the record of a provider that has lived through a history; permits are left out.
  init(after history: HealthHistory) {
    self.init()
    for step in history.steps { take(step, history.parameters) }
  }

  mutating func take(_ step: HealthStep, _ parameters: HealthParameters) {
    switch step.event {
    case .outcome(let outcome), .end(_, let outcome): record(outcome, at: step.at, parameters)
    case .probe(let probe): record(probe, at: step.at, parameters)
    case .begin: break
    }
  }
}

extension ProviderHealth {
  /// The leave for an attempt that must be let through.
  mutating func permit(at now: Moment, _ parameters: HealthParameters) throws -> AttemptPermit {
    let permit = begin(at: now, parameters)
    return try #require(permit)
  }
}

extension HealthBook {
  /// The leave for an attempt that must be let through.
  mutating func permit(at provider: ProviderHandle, now: Moment) throws -> AttemptPermit {
    let permit = begin(at: provider, now: now)
    return try #require(permit)
  }
}

extension ProviderState {
  /// Higher is worse.
  var severity: Int {
    switch self {
    case .healthy: 0
    case .degraded: 1
    case .down: 2
    }
  }
}
