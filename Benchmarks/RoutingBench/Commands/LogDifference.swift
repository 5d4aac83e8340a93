import RoutingCore
import RoutingFormats
import TrafficReplay

/// What two logs have in common and what not.
struct LogDifference {
  private var matcher: DecisionLogMatcher
  private(set) var groups = ChangeGroups()
  /// Requests in both logs.
  private(set) var matched = 0
  /// Requests in the first log only, as far as the window goes.
  private(set) var onlyFirst = 0
  /// Requests in the second log only, as far as the window goes.
  private(set) var onlySecond = 0

  init(window: Int) {
    matcher = DecisionLogMatcher(window: window)
  }

  /// Whether both logs decide the same requests alike.
  var isEmpty: Bool { groups.total.count == 0 && onlyFirst == 0 && onlySecond == 0 }

  mutating func add(first: DecisionLogEntry?, second: DecisionLogEntry?) {
    matcher.add(first: first, second: second).forEach { take($0) }
  }

  mutating func finish() {
    matcher.finish().forEach { take($0) }
  }

  private mutating func take(_ match: DecisionLogMatcher.Match) {
    switch match {
    case .onlyFirst: onlyFirst += 1
    case .onlySecond: onlySecond += 1
    case .both(let first, let second):
      matched += 1
      guard let cause = ChangeCause(from: first, to: second) else { return }
      groups.add(
        ChangeGroups.Cause(name: cause.name, detail: cause.detail),
        ChangeGroups.ModelPair(from: first.model.text, to: second.model.text), first: LogDifference.outcome(first),
        second: LogDifference.outcome(second))
    }
  }

  private static func outcome(_ entry: DecisionLogEntry) -> ChangeGroup.Outcome {
    ChangeGroup.Outcome(
      cost: entry.outcome?.cost?.value, latency: entry.outcome?.latency?.value, isSuccess: entry.outcome?.isSuccess)
  }
}
