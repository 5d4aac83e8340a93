import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DispatchActionsTests {
  private static func wakes(_ moments: Int64...) -> DispatchActions {
    var actions = DispatchActions()
    for moment in moments { actions.append(.wake(at: Moment(nanoseconds: moment))) }
    return actions
  }

  @Test("actions stay in order, one or many, and sums put one list behind the other")
  func order() {
    #expect(Array(Self.wakes()) == [] && Self.wakes().isEmpty)
    #expect(Array(Self.wakes(1, 2, 3)) == [1, 2, 3].map { .wake(at: Moment(nanoseconds: $0)) })
    #expect(Self.wakes(1) + Self.wakes(2, 3) == Self.wakes(1, 2, 3))
    #expect(Self.wakes() + Self.wakes(2) == Self.wakes(2) && Self.wakes(2) + Self.wakes() == Self.wakes(2))
    #expect([.wake(at: .zero), .cancel(attempt: 3)] as DispatchActions == Self.wakes(0) + [.cancel(attempt: 3)])
    var sum = Self.wakes(1)
    sum += Self.wakes(2)
    #expect(sum == Self.wakes(1, 2) && sum.last == .wake(at: Moment(nanoseconds: 2)) && sum.count == 2)
  }
}
