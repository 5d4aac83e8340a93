@testable import RoutingCore
import RoutingTestSupport
import Testing

/// Requests that belong together meet the same model.
@Suite(.offThePool) struct AffinityTests {
  private let rule = AffinityRule()

  private func contest(_ names: [String]) -> Contest { Contest(names.map { .init(name: $0, score: 0.3) }) }

  private func winner(_ contest: Contest, _ session: Int, _ rule: AffinityRule? = nil) -> String {
    contest.pick(.best, affinity: rule ?? self.rule, session: "s\(session)")?.name ?? ""
  }

  @Test("one key meets one model, whatever the request id, the seed, the picker and the order of the models")
  func sameKeySameModel() {
    let names = (0..<8).map { "m\($0)" }
    for session in 0..<40 {
      var seen: Set<String> = []
      for number in 0..<10 {
        var generator = SeededGenerator(seed: UInt64(number))
        let contest = contest(names.shuffled(using: &generator))
        for picker in [Picker.best, .weighted, .softmax(temperature: 1), .twoChoices] {
          let pick = contest.pick(
            picker, id: "r\(number)", seed: UInt64(number), affinity: rule, session: "s\(session)")
          #expect(pick?.propensity == 1 && pick?.isKept == true)
          seen.insert(pick?.name ?? "")
        }
      }
      #expect(seen.count == 1)
    }
  }

  @Test("keys are spread over equal models evenly")
  func spread() {
    let contest = contest((0..<8).map { "m\($0)" })
    var counts: [String: Int] = [:]
    for session in 0..<20_000 { counts[winner(contest, session), default: 0] += 1 }
    #expect(counts.count == 8)
    #expect(counts.values.allSatisfy { isWithinFiveSigma($0, of: 20_000, chance: 0.125) })
  }

  @Test("a model that joins takes keys only to itself, its fair share of them, and one that leaves gives only its own")
  func joining() {
    let before = contest((0..<7).map { "m\($0)" })
    let after = contest((0..<8).map { "m\($0)" })
    var moved = 0
    for session in 0..<20_000 {
      let (old, new) = (winner(before, session), winner(after, session))
      if old != new {
        moved += 1
        // Read the other way round this is leaving: only keys of m7 find a new model.
        #expect(new == "m7")
      }
    }
    #expect(isWithinFiveSigma(moved, of: 20_000, chance: 0.125))
  }

  @Test("only models whose score is within the slack of the best are kept to, the slack itself included")
  func scoreSlack() {
    let contest = Contest([
      .init(name: "a", score: 0.25), .init(name: "b", score: 0.5), .init(name: "c", score: (0.5).nextUp),
    ])
    let seen = Set((0..<300).map { winner(contest, $0, AffinityRule(scoreSlack: 0.25)) })
    #expect(seen == ["a", "b"])
    #expect(Set((0..<300).map { winner(contest, $0, AffinityRule(scoreSlack: 0)) }) == ["a"])
  }

  @Test(
    "an overloaded model is left only beyond both the load slack and the load ratio",
    arguments: [
      (32, 0, false), (33, 0, true), (132, 100, false), (133, 100, true), (1033, 1000, false), (1100, 1000, false),
      (1101, 1000, true), (5, 5, false),
    ])
  func loadEscape(load: Int, least: Int, escapes: Bool) {
    #expect(rule.escapes(load: load, least: least) == escapes)
    let calm = contest(["a", "b"])
    for session in 0..<20 {
      let home = winner(calm, session)
      var contest = calm
      for place in 0..<2 {
        contest.entrants[place].requestsInFlight = contest.entrants[place].name == home ? load : least
      }
      for picker in [Picker.best, .weighted, .twoChoices] {
        let pick = contest.pick(picker, affinity: rule, session: "s\(session)")
        #expect((pick?.name != home) == escapes)
        #expect(pick?.isKept == true && pick?.propensity == 1)
      }
    }
  }

  @Test("the keys of an overloaded model go to where they would without it, and no other key moves")
  func escapeOrder() {
    let calm = contest((0..<6).map { "m\($0)" })
    let without = contest((0..<5).map { "m\($0)" })
    var loaded = calm
    loaded.entrants[5].requestsInFlight = 33
    var seen: Set<String> = []
    for session in 0..<1000 {
      #expect(winner(loaded, session) == winner(without, session))
      if winner(calm, session) == "m5" { seen.insert(winner(loaded, session)) }
    }
    #expect(seen.count == 5)
  }

  @Test("only the models near the best count as the least loaded")
  func leastLoadedAmongNear() {
    let contest = Contest([
      .init(name: "a", score: 0.1, requestsInFlight: 90), .init(name: "b", score: 0.1, requestsInFlight: 80),
      .init(name: "idle", score: 0.9),
    ])
    for session in 0..<20 {
      #expect(contest.pick(.best, affinity: rule, session: "s\(session)")?.isKept == true)
    }
  }

  @Test("without a rule or without a key there is no affinity")
  func absent() {
    let contest = contest(["a", "b", "c"])
    for number in 0..<20 {
      #expect(contest.pick(.best, id: "r\(number)", session: "s\(number)")?.isKept == false)
      #expect(contest.pick(.best, id: "r\(number)", affinity: rule)?.isKept == false)
    }
  }

  @Test("a caller's order of preference goes before affinity")
  func tiers() {
    let contest = Contest([.init(name: "a", tier: 1), .init(name: "b"), .init(name: "c")])
    #expect(Set((0..<100).map { winner(contest, $0) }) == ["b", "c"])
  }

  @Test("in decisions: equal models at different providers keep their sessions, and lose them with their provider")
  func inDecisions() throws {
    let models = ["a", "b", "c"].map { Model.fixture(ModelID($0), at: ProviderID("p\($0)")) }
    let policy = RoutingPolicy(affinity: AffinityRule())
    for session in 0..<30 {
      func decide(_ id: String, _ health: [ProviderID: HealthReading] = [:]) throws -> Decision {
        let request = RoutingRequest(id: id, inputTokens: 100, affinity: AffinityKey(session: "s\(session)"))
        return try #require(try answer(models, request: request, policy: policy, health: health).verdict.decision)
      }
      let home = try decide("first")
      #expect(try decide("second").model == home.model)
      #expect(home.propensity == 1)
      let others = ["pa", "pb", "pc"].map { ProviderID($0) }.filter { $0 != home.provider }
      let gone = try decide("third", [home.provider: HealthReading(isAvailable: false)])
      #expect(others.contains(gone.provider))
    }
  }

  @Test("a prompt's beginning ties requests together up to its depth, and no blocks tie nothing")
  func prefixKeys() {
    let key = AffinityKey(prefixBlocks: [1, 2, 3, 4], depth: 3)
    #expect(key == AffinityKey(prefixBlocks: [1, 2, 3, 9, 9], depth: 3))
    #expect(key != AffinityKey(prefixBlocks: [1, 2, 4, 4], depth: 3))
    #expect(key != AffinityKey(prefixBlocks: [2, 1, 3], depth: 3))
    #expect(key != AffinityKey(prefixBlocks: [1, 2], depth: 3))
    #expect(AffinityKey(prefixBlocks: [], depth: 3) == nil)
    #expect(AffinityKey(prefixBlocks: [1], depth: 0) == nil)
    #expect(AffinityKey(prefixBlocks: [1], depth: -1) == nil)
    #expect(AffinityKey(session: "a") != AffinityKey(session: "b"))
  }
}
