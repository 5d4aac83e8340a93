import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct TrafficGeneratorTests {
  private func records(
    _ count: Int, seed: UInt64 = 1, rate: Double = 10, lengths: TrafficPlan.Lengths = .shipped,
    tenants: TenantShares? = nil, sessions: SessionShape? = nil, blocks: PrefixShape? = PrefixShape()
  ) -> [TraceRecord] {
    let process = ArrivalProcess(.gamma(coefficientOfVariation: 2), along: .constant(rate), seed: seed)
    let plan = TrafficPlan(
      starts: .process(process), lengths: lengths, tenants: tenants, sessions: sessions, blocks: blocks)
    var generator = TrafficGenerator(plan, seed: seed)
    return (0..<count).compactMap { _ in generator.next() }
  }

  private func sample(_ pairs: [(Int, Int)], capacity: Int = 1 << 16, seed: UInt64 = 1) -> LengthSample {
    var sample = LengthSample(capacity: capacity, seed: seed)
    for (input, output) in pairs {
      sample.add(
        TraceRecord(
          arrival: .zero, inputTokens: TokenCount(clamping: input), outputTokens: TokenCount(clamping: output)))
    }
    return sample
  }

  @Test("a seed gives the same bytes, another seed others")
  func seeds() {
    func bytes(_ seed: UInt64) -> [UInt8] {
      records(500, seed: seed, tenants: .zipf(5), sessions: SessionShape(meanTurns: 3)).flatMap { TraceWriter.line($0) }
    }
    #expect(bytes(7) == bytes(7))
    #expect(bytes(7) != bytes(8))
  }

  @Test("requests come in order of time, at the rate of conversations times their turns")
  func order() throws {
    let records = records(6_000, sessions: SessionShape(meanTurns: 4, medianThinkSeconds: 1, thinkSpread: 0.5))
    #expect(zip(records, records.dropFirst()).allSatisfy { $0.arrival <= $1.arrival })
    // Conversations that wait in the end are a few seconds' worth.
    let end = try #require(records.last).arrival.milliseconds(since: .zero) / 1000
    #expect(abs(6_000 / end / 40 - 1) < 0.25)
    let turns = Dictionary(grouping: records.prefix(4_000), by: \.session).values.map { Double($0.count) }
    #expect(abs(DistributionCheck.mean(turns) - 4) < 0.4)
  }

  @Test("a turn's prompt holds the prompt and the answer before it, and shares its full blocks")
  func conversations() throws {
    let shape = PrefixShape(blockTokens: 100, systemBlocks: 2)
    let records = records(
      3_000, tenants: .zipf(3), sessions: SessionShape(meanTurns: 3, medianThinkSeconds: 2), blocks: shape)
    var turns = 0
    var owners: [Int: String] = [:]
    for (session, records) in Dictionary(grouping: records, by: \.session) {
      let name = try #require(session)
      #expect(Set(records.map(\.tenant)).count == 1)
      for (earlier, later) in zip(records, records.dropFirst()) {
        turns += 1
        #expect(later.inputTokens.value >= earlier.inputTokens.value + earlier.outputTokens.value)
        let full = earlier.inputTokens.value / 100
        #expect(later.prefixBlocks.prefix(full) == earlier.prefixBlocks.prefix(full))
        #expect(Set(later.prefixBlocks.dropFirst(full)).isDisjoint(with: earlier.prefixBlocks))
      }
      for record in records {
        let (count, rest) = record.inputTokens.value.quotientAndRemainder(dividingBy: 100)
        #expect(record.prefixBlocks.count == count + (rest == 0 ? 0 : 1))
        #expect(Set(record.prefixBlocks).count == record.prefixBlocks.count)
        // A block belongs to a system prompt or to one conversation.
        for (place, block) in record.prefixBlocks.enumerated() {
          let owner = place < min(2, count) && block < 6 ? "\(record.tenant ?? "") \(place)" : name
          #expect(owners[block] ?? owner == owner)
          owners[block] = owner
        }
      }
    }
    #expect(turns > 1_000)
    #expect((0..<6).allSatisfy { owners[$0] != nil })
  }

  @Test("tenants come by Zipf's law")
  func zipf() {
    let tenants = TenantShares.zipf(4, exponent: 2)
    let records = records(8_000, tenants: tenants, blocks: nil)
    let total = 1 + 1.0 / 4 + 1.0 / 9 + 1.0 / 16
    for (rank, name) in ["t1", "t2", "t3", "t4"].enumerated() {
      let expected = 8_000 / total / Double((rank + 1) * (rank + 1))
      #expect(abs(Double(records.count { $0.tenant == name }) - expected) < 4 * expected.squareRoot())
    }
    #expect(records.allSatisfy { $0.session == nil && $0.prefixBlocks.isEmpty })
  }

  @Test("lengths of a trace come in its own pairs, each as often as any other")
  func pairs() {
    let pairs = (0..<50).map { ($0 * 7 + 1, $0 * $0) }
    let records = records(10_000, lengths: .sample(sample(pairs)), blocks: nil)
    var counts: [Int: Int] = [:]
    for record in records {
      let place = (record.inputTokens.value - 1) / 7
      #expect(record.outputTokens.value == place * place)
      counts[place, default: 0] += 1
    }
    // χ² of 49 degrees of freedom exceeds 85.4 once in a thousand times.
    let statistic = (0..<50).reduce(0.0) { sum, place in
      let distance = Double(counts[place] ?? 0) - 200
      return sum + distance * distance / 200
    }
    #expect(statistic < 85.4)
  }

  @Test("a sample too small for a trace holds every record of it as often as any other")
  func reservoir() {
    var generator = SeededGenerator(seed: 3)
    var counts = Array(repeating: 0, count: 40)
    for seed in 0..<2_000 {
      let sample = sample((0..<40).map { ($0, 0) }, capacity: 4, seed: UInt64(seed))
      #expect(sample.count == 40)
      counts[sample.draw(using: &generator).input.value] += 1
    }
    // χ² of 39 degrees of freedom exceeds 72.1 once in a thousand times.
    #expect(counts.reduce(0.0) { $0 + (Double($1) - 50) * (Double($1) - 50) / 50 } < 72.1)
  }

  @Test("what waits comes out by time, and by turn of insertion where times are equal")
  func queue() {
    var generator = SeededGenerator(seed: 4)
    var queue = MomentQueue<Int>()
    let times = (0..<2_000).map { _ in generator.index(below: 300) }
    for (number, time) in times.enumerated() { queue.insert(number, at: Moment(nanoseconds: Int64(time))) }
    var popped: [Int] = []
    while let (_, number) = queue.popFirst() { popped.append(number) }
    #expect(popped == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
  }

  @Test("prompts of any length are no trap, and conversations that grow too long end")
  func hostileLengths() {
    let huge = TokenCount.maximum.value
    let records = records(
      200, lengths: .sample(sample([(huge, huge), (0, 0)])),
      sessions: SessionShape(meanTurns: 50, medianThinkSeconds: 1))
    #expect(records.count == 200)
    #expect(records.allSatisfy { $0.prefixBlocks.count <= 1 << 16 })
  }
}
