import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

@testable import TrafficReplay

/// Traces in segments, shards and groups: whoever replays what, the outcomes are the same.
@Suite(.offThePool) struct ComparisonReplayTests {
  private let registry: ModelRegistry
  private let policies: [(name: String, policy: RoutingPolicy)] = [
    ("cheap", RoutingPolicy(mode: .cheap)), ("thompson", RoutingPolicy(mode: .thompson)),
  ]

  init() throws {
    registry = try ShippedCatalogue.document().registry().registry.scaled(to: 12, seed: 1)
  }

  /// Bursts and gaps, so that some segments are empty, and times that step back now and then.
  private func records(_ count: Int, seed: UInt64) -> [TraceRecord] {
    var dice = SeededGenerator(seed: seed)
    var now = 1e6
    return (0..<count).map { _ in
      now += dice.index(below: 40) == 0 ? 200_000 * dice.unit() : 500 * dice.unit()
      let step = dice.index(below: 20) == 0 ? -3000.0 : 0
      return TraceRecord(
        arrival: Moment(milliseconds: now + step), inputTokens: TokenCount(clamping: 10 + dice.index(below: 4000)),
        outputTokens: TokenCount(clamping: 1 + dice.index(below: 600)), tenant: "t\(dice.index(below: 3))")
    }
  }

  private func settings(_ seed: UInt64) -> ReplaySettings {
    var settings = ReplaySettings(seed: seed)
    settings.spending = SpendingLimit(0.05, each: .minute)
    settings.attempts = 2
    return settings
  }

  private func segments(
    _ records: [TraceRecord], seed: UInt64, length: Milliseconds?, shard: TraceShard = .whole, group: Int = 100
  ) -> [SegmentOutcomes] {
    var replay = ComparisonReplay(
      of: policies, over: registry, settings(seed), segmentLength: length, shard: shard)
    var segments: [SegmentOutcomes] = []
    for first in stride(from: 0, to: records.count, by: group) {
      replay.replay(Array(records[first..<min(first + group, records.count)])) { segments.append($0) }
    }
    if let last = replay.end() { segments.append(last) }
    return segments
  }

  @Test("shards hold each segment once, with the same outcomes to the last bit")
  func shards() throws {
    for seed in UInt64(0)..<2 {
      let records = records(700, seed: seed)
      let whole = segments(records, seed: seed, length: 60_000)
      #expect(whole.count > 5)
      #expect(whole.map(\.number) == whole.map(\.number).sorted())
      #expect(whole.reduce(0) { $0 + $1.comparison.requestCount } == 700)
      for count in [3, 50] {
        var parts: [SegmentOutcomes] = []
        for number in 1...count {
          let shard = try #require(TraceShard(number, of: count))
          parts += segments(records, seed: seed, length: 60_000, shard: shard)
        }
        #expect(parts.sorted { $0.number < $1.number } == whole)
      }
    }
  }

  @Test("how requests are grouped changes nothing", arguments: [7, 5000])
  func groups(size: Int) {
    let records = records(700, seed: 9)
    #expect(segments(records, seed: 9, length: 60_000, group: size) == segments(records, seed: 9, length: 60_000))
    #expect(segments(records, seed: 9, length: nil, group: size) == segments(records, seed: 9, length: nil))
  }

  @Test("a segment is a replay of its own requests alone")
  func alone() throws {
    let records = records(300, seed: 2)
    let whole = segments(records, seed: 2, length: 60_000)
    var passed = 0
    for segment in whole {
      let count = segment.comparison.requestCount
      let part = records[passed..<passed + count]
      for (place, policy) in policies.enumerated() {
        var replay = TraceReplay(
          over: CompiledRouter(registry), policy: policy.policy, settings(2), start: records[0].arrival,
          firstNumber: UInt64(passed))
        for record in part { replay.replay(record) }
        #expect(segment.comparison.contestants[place].outcomes == replay.outcomes)
      }
      passed += count
    }
    #expect(passed == 300)
  }

  @Test("one segment is the whole trace, and none has no outcomes")
  func bounds() throws {
    let records = records(200, seed: 4)
    let one = segments(records, seed: 4, length: nil)
    #expect(one.count == 1 && one[0].comparison.requestCount == 200)
    #expect(segments(records, seed: 4, length: 1e12) == one)
    #expect(segments([], seed: 4, length: nil).isEmpty)
    #expect(TraceShard(0, of: 3) == nil && TraceShard(4, of: 3) == nil && TraceShard(1, of: 0) == nil)
  }
}
