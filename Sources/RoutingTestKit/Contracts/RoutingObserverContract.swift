public import Routing
public import RoutingCore

/// Checks a `RoutingObserver` against the guide in its protocol's documentation.
///
/// An empty array means that every clause holds.
public struct RoutingObserverContract: Sendable {
  /// What an observer is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// It returns soon from every kind of event.
    case returnsSoon
    /// Any number of requests call at once, and it loses nothing.
    case bearsManyAtOnce
    /// It bears whatever text a provider sends: empty, long, of several lines.
    case bearsAnyText
  }

  private let patience: Milliseconds
  private let make: @Sendable () -> any RoutingObserver
  private let seen: (@Sendable (any RoutingObserver) async -> Int)?

  /// Makes a contract for the observers that `make` gives.
  ///
  /// `seen` tells how many events an observer has counted, or is nil where it does not count. `patience` is how long a
  /// thousand events may take, in real time.
  public init(
    patience: Milliseconds = 3_000, seen: (@Sendable (any RoutingObserver) async -> Int)? = nil,
    make: @escaping @Sendable () -> any RoutingObserver
  ) {
    self.patience = patience
    self.seen = seen
    self.make = make
  }

  /// Checks the clauses, each with an observer of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let events: [RoutingEvent]
      let tasks: Int
      switch clause {
      case .returnsSoon: (events, tasks) = (ObservedRequest.events(text: "m"), 1)
      case .bearsManyAtOnce: (events, tasks) = (ObservedRequest.events(text: "m"), 16)
      case .bearsAnyText:
        let texts = ["", String(repeating: "é\u{301}", count: 10_000), "a\nb\r\n\u{0}\"'\\<>", "\u{202E}%s%n{}"]
        (events, tasks) = (texts.flatMap { ObservedRequest.events(text: $0) }, 1)
      }
      violations += await check(events, tasks: tasks).map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private func check(_ events: [RoutingEvent], tasks: Int) async -> [String] {
    let observer = make()
    let rounds = max(1000 / events.count, 1)
    let isOver: Bool? = await within(patience) {
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<tasks {
          group.addTask {
            for round in 0..<rounds {
              for event in events { observer.observe(event, request: "r\(task)-\(round)") }
              await Task.yield()
            }
          }
        }
      }
      return true
    }
    let told = events.count * rounds * tasks
    guard isOver != nil else { return ["\(told) events from \(tasks) tasks took more than \(patience.value) ms"] }
    guard let seen else { return [] }
    let counted = await seen(observer)
    return complaint(unless: counted == told, "it counts \(counted) of \(told) events from \(tasks) tasks")
  }
}
