import Foundation
import RoutingTestSupport
import Testing

@testable import RoutingCore

/// The chances that pickers tell are the chances with which they pick.
@Suite(.offThePool) struct PropensityLaws {
  /// The chance of every contender, in the order of the names, by the plain definition of each picker.
  private func chances(_ contest: Contest, _ picker: Picker) -> [Double] {
    let entrants = contest.entrants.sorted { $0.name < $1.name }
    func shares(_ weight: (Contest.Entrant) -> Double) -> [Double] {
      var weights = entrants.map(weight)
      if weights.allSatisfy({ $0 == 0 }) { weights = weights.map { _ in 1 } }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
    func isBetter(_ a: Contest.Entrant, _ b: Contest.Entrant) -> Bool {
      if a.score != b.score { return a.score < b.score }
      if a.cost != b.cost { return a.cost < b.cost }
      return a.latency != b.latency ? a.latency < b.latency : a.name < b.name
    }
    func rank(_ entrant: Contest.Entrant) -> Int { entrants.count { isBetter($0, entrant) } }
    switch picker {
    case .best: return entrants.map { rank($0) == 0 ? 1 : 0 }
    case .exploring(let temperature):
      let weights = entrants.map { exp(-Double(rank($0)) / temperature) }
      return weights.map { $0 / weights.reduce(0, +) }
    case .softmax(let temperature): return shares { exp(-$0.score / temperature) * $0.ramp }
    case .weighted: return shares { $0.trafficWeight * $0.ramp }
    case .inverseSquarePrice:
      if entrants.contains(where: { $0.cost == 0 }) { return shares { $0.cost == 0 ? $0.ramp : 0 } }
      return shares { 1 / ($0.cost * $0.cost) * $0.ramp }
    case .twoChoices:
      func load(_ entrant: Contest.Entrant) -> Double {
        entrant.latency * Double(entrant.requestsInFlight + 1) / entrant.ramp
      }
      var wins = Array(repeating: 0.0, count: entrants.count)
      for a in entrants.indices {
        for b in entrants.indices where b > a {
          let (x, y) = (load(entrants[a]), load(entrants[b]))
          let first = x != y ? x < y : isBetter(entrants[a], entrants[b])
          wins[first ? a : b] += 1
        }
      }
      return wins.map { $0 / wins.reduce(0, +) }
    }
  }

  private func contest(_ dice: inout Dice) -> Contest {
    let isSomeFree = dice.chance(0.3)
    return Contest(
      (0..<dice.number(2...6)).map { number in
        Contest.Entrant(
          name: "m\(number)", score: dice.pick([0.1, 0.1, 0.2, dice.generator.unit()]),
          cost: isSomeFree ? dice.pick([0, 1, 2]) : dice.pick([1, 1, 2, 1 + dice.generator.unit()]),
          trafficWeight: dice.pick([1, 2, 3.5]), ramp: dice.pick([1, 1, 0.3]),
          latency: dice.pick([50, 100, 100, 400]), requestsInFlight: dice.number(0...3))
      })
  }

  private static let pickers: [Picker] = [
    .best, .exploring(temperature: 2), .softmax(temperature: 0.5), .weighted, .inverseSquarePrice, .twoChoices,
  ]

  @Test("the propensities of all candidates are the picker's definition, in (0, 1], and sum to 1", arguments: pickers)
  func sumToOne(picker: Picker) {
    var completed = 0
    for number in 0..<150 {
      var dice = Dice(seed: UInt64(number))
      let contest = contest(&dice)
      let chances = chances(contest, picker)
      var told: [String: Double] = [:]
      var draws = 0
      while told.count < chances.count(where: { $0 > 0 }), draws < 4000 {
        guard let pick = contest.pick(picker, id: "r\(draws)") else { break }
        #expect(told[pick.name] == nil || told[pick.name] == pick.propensity)
        #expect(pick.propensity > 0 && pick.propensity <= 1)
        told[pick.name] = pick.propensity
        draws += 1
      }
      for (place, entrant) in contest.entrants.enumerated() {
        guard let propensity = told[entrant.name] else { continue }
        #expect(abs(propensity - chances[place]) < 1e-12, "\(entrant) of \(contest)")
      }
      guard told.count == chances.count(where: { $0 > 0 }) else { continue }
      completed += 1
      #expect(abs(told.values.reduce(0, +) - 1) < 1e-12, "\(contest)")
    }
    #expect(completed > 145)
  }

  @Test("R-517: of a million picks every candidate gets its propensity's share", arguments: pickers.dropFirst())
  func frequencies(picker: Picker) {
    let contests = [
      Contest([
        .init(name: "a", score: 0.1, cost: 1, trafficWeight: 5, latency: 100),
        .init(name: "b", score: 0.6, cost: 3, trafficWeight: 2, latency: 90, requestsInFlight: 1),
        .init(name: "c", score: 0.1, cost: 2, trafficWeight: 1, ramp: 0.5, latency: 300),
      ]),
      Contest((0..<4).map { .init(name: "m\($0)", score: 0.3, cost: 1, trafficWeight: 1, latency: 100) }),
      Contest([
        .init(name: "x", score: 0.9, cost: 9, trafficWeight: 0.01, latency: 10),
        .init(name: "y", score: 0.2, cost: 1, trafficWeight: 1, latency: 20),
      ]),
    ]
    let draws = 1_000_000 / contests.count + 1
    for (place, contest) in contests.enumerated() {
      let (counts, told) = contest.tally(picker, draws: draws, seed: UInt64(place))
      for (count, (chance, propensity)) in zip(counts, zip(chances(contest, picker), told)) {
        #expect(isWithinFiveSigma(count, of: draws, chance: chance), "\(count) of \(draws), not \(chance)")
        #expect(count == 0 || abs(propensity - chance) < 1e-12)
      }
    }
  }

  @Test("R-001: shuffling the calls and the models changes no pick and no propensity", arguments: pickers)
  func order(picker: Picker) {
    var generator = SeededGenerator(seed: 3)
    for number in 0..<100 {
      var dice = Dice(seed: UInt64(number))
      let contest = contest(&dice)
      let ids = (0..<20).map { "r\($0)" }
      let picks = ids.map { contest.pick(picker, id: $0, seed: 5)?.name }
      let shuffled = Contest(contest.entrants.shuffled(using: &generator))
      for place in ids.indices.shuffled(using: &generator) {
        #expect(shuffled.pick(picker, id: ids[place], seed: 5)?.name == picks[place])
      }
    }
  }

  /// One fleet for the laws on deciding: models of different prices, weights and beliefs, each at its own provider.
  private struct Fleet {
    let router: CompiledRouter
    let health: CompiledHealth
    let arms: CompiledArms
    let names: [String]

    init() throws {
      let names = (0..<7).map { "m\($0)" }
      let models = names.enumerated().map { place, name in
        Model(
          id: ModelID(name), provider: ProviderID("p\(place)"), weight: place + 2,
          prices: PriceSheet(inputPerThousandTokens: 0.001 * Double(1 + place * place % 5)),
          trafficWeight: Double(1 + place % 4))
      }
      let registry = try ModelRegistry(models: models, providers: models.map { Provider(id: $0.provider) })
      router = CompiledRouter(registry)
      let readings = names.enumerated().map { place, _ in
        HealthReading(latency: Milliseconds(Double(100 * (place * 3 % 7))), ramp: place == 2 ? 0.5 : 1)
      }
      health = router.compile(HealthSnapshot(inRegistryOrder: readings))
      var arms = ThompsonArms()
      for (place, name) in names.enumerated() {
        arms[ModelID(name), .small] = BetaDistribution(alpha: Double(1 + place), beta: Double(8 - place))
      }
      self.arms = router.compile(arms)
      self.names = names
    }

    func choice(among names: some Sequence<String>, picker: Picker, mode: RoutingMode, id: String) -> String? {
      let policy = RoutingPolicy(
        mode: mode, maximumCost: nil, constraints: RoutingConstraints(models: NameFilter(allow: Array(names))),
        scoring: ScoringParameters(normalization: .absolute), picker: picker)
      let request = RoutingRequest(id: id, inputTokens: 500)
      let choice = router.decide(
        router.shape(of: request, seed: 11), policy: router.compile(policy), health: health, arms: arms)
      return choice.map { router.registry[$0.model].id.text }
    }
  }

  @Test(
    "a bystander that joins takes traffic to itself alone: no request moves between two others",
    arguments: [
      (Picker.softmax(temperature: 0.2), RoutingMode.normal), (.weighted, .normal), (.inverseSquarePrice, .normal),
      (.best, .thompson),
    ])
  func bystander(picker: Picker, mode: RoutingMode) throws {
    let fleet = try Fleet()
    var generator = SeededGenerator(seed: 17)
    var taken = 0
    for number in 0..<Law.manyCases {
      let names = fleet.names.shuffled(using: &generator)
      let count = 1 + generator.index(below: 6)
      let before = fleet.choice(among: names[..<count], picker: picker, mode: mode, id: "r\(number)")
      let after = fleet.choice(among: names[...count], picker: picker, mode: mode, id: "r\(number)")
      if before != after {
        taken += 1
        #expect(after == names[count], "\(names[...count]): \(before ?? "") became \(after ?? "")")
      }
    }
    #expect(taken > Law.manyCases / 20)
  }

  @Test("a rank and a pair are drawn of those that are there, so a bystander may move requests between two others")
  func bystandersOfRanks() {
    let before = Contest([.init(name: "b", score: 0.2, latency: 10), .init(name: "c", score: 0.3, latency: 5)])
    for picker in [Picker.exploring(temperature: 5), .twoChoices] {
      var after = before
      after.entrants.append(.init(name: "a", score: 0.1, latency: 20))
      let moved = (0..<500).contains { number in
        let (old, new) = (before.pick(picker, id: "r\(number)")?.name, after.pick(picker, id: "r\(number)")?.name)
        return old != new && new != "a"
      }
      #expect(moved, "\(picker)")
    }
  }
}
