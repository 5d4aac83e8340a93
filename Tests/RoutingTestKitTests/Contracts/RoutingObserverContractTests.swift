import Routing
import RoutingCore
import RoutingTestKit
import Synchronization
import Testing

/// Observers that keep their contract, and some that do not.
@Suite(.timeLimit(.minutes(60))) struct RoutingObserverContractTests {
  /// Counts events, as well as it can.
  private final class Counter: RoutingObserver {
    private let number = Atomic<Int>(0)
    private let isLossy: Bool
    private let isSlow: Bool
    private let textLimit: Int

    init(isLossy: Bool = false, isSlow: Bool = false, textLimit: Int = .max) {
      self.isLossy = isLossy
      self.isSlow = isSlow
      self.textLimit = textLimit
    }

    var count: Int { number.load(ordering: .acquiring) }

    func observe(_ event: RoutingEvent, request: String) {
      if isSlow {
        let end = ContinuousClock.now + .milliseconds(2)
        while ContinuousClock.now < end {}
      }
      if case .modelDisabled(_, let reason) = event, reason.utf8.count > textLimit { return }
      // One that takes all that comes for one request, the first, as where only one is under way at a time.
      if isLossy, !request.hasPrefix("r0-") { return }
      number.add(1, ordering: .acquiringAndReleasing)
    }
  }

  private static func violations(
    _ clause: RoutingObserverContract.Clause, patience: Milliseconds = 120_000,
    _ make: @escaping @Sendable () -> Counter
  ) async -> [ContractViolation] {
    await RoutingObserverContract(patience: patience, seen: { ($0 as? Counter)?.count ?? -1 }, make: make).run([clause])
  }

  @Test("one that counts in one step keeps every clause", arguments: RoutingObserverContract.Clause.allCases)
  func sound(clause: RoutingObserverContract.Clause) async {
    #expect(await Self.violations(clause) { Counter() } == [])
  }

  @Test("one that loses events where many call at once is found")
  func lossy() async {
    #expect(await Self.violations(.bearsManyAtOnce) { Counter(isLossy: true) }.map(\.clause) == ["bearsManyAtOnce"])
  }

  @Test("one that takes its time is found")
  func slow() async {
    let found = await Self.violations(.returnsSoon, patience: 200) { Counter(isSlow: true) }
    #expect(found.map(\.clause) == ["returnsSoon"])
  }

  @Test("one that cannot bear long texts is found")
  func longTexts() async {
    #expect(await Self.violations(.bearsAnyText) { Counter(textLimit: 1000) }.map(\.clause) == ["bearsAnyText"])
  }
}
