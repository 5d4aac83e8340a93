import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct ChangeGroupsTests {
  private typealias Change = (
    cause: ChangeGroups.Cause, pair: ChangeGroups.ModelPair, first: ChangeGroup.Outcome, second: ChangeGroup.Outcome
  )

  private func changes(_ count: Int, seed: UInt64) -> [Change] {
    var dice = Dice(seed: seed)
    func outcome(_ more: Double) -> ChangeGroup.Outcome {
      ChangeGroup.Outcome(
        cost: dice.chance(0.1) ? nil : dice.generator.unit() + more, latency: dice.chance(0.3) ? nil : 100 + more,
        isSuccess: dice.chance(0.9))
    }
    return (0..<count).map { _ in
      let cause = dice.pick([ChangeGroups.Cause(name: "draw"), .init(name: "filter", detail: "health_down")])
      let pair = ChangeGroups.ModelPair(from: dice.pick(["a", "b"]), to: dice.pick(["c", "d", "e"]))
      return (cause, pair, outcome(0), outcome(0.5))
    }
  }

  private func groups(_ changes: [Change], swapped: Bool = false) -> ChangeGroups {
    var groups = ChangeGroups()
    for change in changes {
      let pair = swapped ? ChangeGroups.ModelPair(from: change.pair.to, to: change.pair.from) : change.pair
      groups.add(
        change.cause, pair, first: swapped ? change.second : change.first,
        second: swapped ? change.first : change.second)
    }
    return groups
  }

  @Test("counts and means are those of the changes of each cause, over those with a figure in both logs")
  func sums() throws {
    let changes = changes(400, seed: 1)
    let groups = groups(changes)
    #expect(groups.total.count == 400)
    #expect(groups.ranked.reduce(0) { $0 + $1.count } == 400)
    #expect(groups.ranked.map(\.count) == groups.ranked.map(\.count).sorted(by: >))
    for group in groups.ranked {
      let members = changes.filter { $0.cause == group.cause }
      #expect(group.count == members.count)
      for (pair, count) in group.rankedPairs { #expect(count == members.count { $0.pair == pair }) }
      #expect(group.rankedPairs.reduce(0) { $0 + $1.count } == group.count)
      let costs = members.compactMap { change in
        change.first.cost.flatMap { first in change.second.cost.map { $0 - first } }
      }
      #expect(group.count(of: .cost) == costs.count)
      let mean = costs.reduce(0, +) / Double(costs.count)
      #expect(abs(try #require(group.meanDifference(in: .cost)) - mean) < 1e-12)
      let interval = try #require(group.difference(in: .cost))
      #expect(interval.low < mean && mean < interval.high && interval.verdict == .higher)
      #expect(interval.difference == group.meanDifference(in: .cost))
      #expect(abs(try #require(group.meanDifference(in: .latency)) - 0.5) < 1e-12)
    }
  }

  @Test("exchanging the logs swaps signs and pairs and keeps the counts")
  func swapping() throws {
    let changes = changes(300, seed: 2)
    for (one, other) in zip(groups(changes).ranked, groups(changes, swapped: true).ranked) {
      #expect(one.cause == other.cause && one.count == other.count)
      for figure in ChangeGroup.Figure.allCases {
        let difference = try #require(one.meanDifference(in: figure))
        #expect(other.meanDifference(in: figure) == -difference)
      }
      let back = other.rankedPairs.map { ChangeGroups.ModelPair(from: $0.pair.to, to: $0.pair.from) }
      #expect(Set(one.rankedPairs.map(\.pair)) == Set(back))
    }
  }

  @Test("few changes have a mean and no interval, none have neither, and figures that are missing are not made up")
  func few() {
    let groups = groups(Array(changes(400, seed: 3).filter { $0.first.cost != nil && $0.second.cost != nil }.prefix(5)))
    #expect(groups.total.meanDifference(in: .cost) != nil)
    #expect(groups.total.difference(in: .cost) == nil)
    var empty = ChangeGroups()
    #expect(empty.ranked.isEmpty && empty.total.meanDifference(in: .success) == nil)
    empty.add(
      ChangeGroups.Cause(name: "draw"), ChangeGroups.ModelPair(from: "a", to: "b"), first: ChangeGroup.Outcome(cost: 1),
      second: ChangeGroup.Outcome(latency: 1))
    #expect(ChangeGroup.Figure.allCases.allSatisfy { empty.total.count(of: $0) == 0 })
  }

  @Test("memory is bounded: causes and pairs beyond a number are counted together")
  func bounds() {
    var groups = ChangeGroups()
    let nothing = ChangeGroup.Outcome()
    for number in 0..<5_000 {
      groups.add(
        ChangeGroups.Cause(name: "filter", detail: "f\(number)"),
        ChangeGroups.ModelPair(from: "m\(number)", to: "x"), first: nothing, second: nothing)
    }
    #expect(groups.ranked.count == ChangeGroups.mostCauses + 1)
    #expect(groups.ranked.first?.cause == .other)
    #expect(groups.ranked.reduce(0) { $0 + $1.count } == 5_000)
    #expect(groups.total.rankedPairs.count == ChangeGroup.mostPairs)
    #expect(groups.total.uncountedPairs == 5_000 - ChangeGroup.mostPairs)
  }
}
