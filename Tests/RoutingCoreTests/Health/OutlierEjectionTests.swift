import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutlierEjectionTests {
  private func registry(_ count: Int) throws -> ModelRegistry {
    try ModelRegistry(models: [], providers: (0..<count).map { Provider(id: ProviderID("p\($0 + 100)")) })
  }

  private func snapshot(
    _ registry: ModelRegistry, _ errorRates: [Double], outcomes: [Double]? = nil, available: [Bool]? = nil
  ) -> HealthSnapshot {
    var snapshot = HealthSnapshot(of: registry)
    for (index, rate) in errorRates.enumerated() {
      snapshot[ProviderHandle(index: index)] = HealthReading(
        isAvailable: available?[index] ?? true, errorRate: Fraction(rate) ?? 0, recentOutcomes: outcomes?[index] ?? 100)
    }
    return snapshot
  }

  /// Who is ejected by one sweep over providers with these error rates.
  private func ejected(
    _ errorRates: [Double], outcomes: [Double]? = nil, rule: OutlierEjection = OutlierEjection()
  ) throws -> [Int] {
    let registry = try registry(errorRates.count)
    var table = EjectionTable(for: registry, rule: rule)
    let told = table.sweep(snapshot(registry, errorRates, outcomes: outcomes), at: .zero).map(\.index)
    let now = errorRates.indices.filter { table.isEjected(ProviderHandle(index: $0), at: .zero) }
    #expect(told == now)
    return told
  }

  @Test("one bad provider among good ones is ejected, and only while it is much worse than they")
  func peerRelative() throws {
    #expect(try ejected([0, 0.6, 0]) == [1])
    #expect(try ejected([0.02, 0, 0.01, 0.4]) == [3])
    #expect(try ejected([0, 0.1, 0]) == [], "exactly the least excess is tolerated")
    #expect(try ejected([0, 0.11, 0]) == [1])
    #expect(try ejected([0.5, 0.61, 0.5]) == [1])
    #expect(try ejected([0.5, 0, 0.5]) == [], "better is no outlier")
    #expect(try ejected([0.2, 0.45, 0.4, 0, 0]) == [], "peers who differ so much tolerate it")
  }

  @Test("the tolerated rate is the peers' mean and 1.9 of their standard deviations")
  func deviations() throws {
    // The peers of the last have the mean 0.2 and the deviation 0.1.
    #expect(try ejected([0.1, 0.3, 0.1, 0.3, 0.389]) == [])
    #expect(try ejected([0.1, 0.3, 0.1, 0.3, 0.391]) == [4])
  }

  @Test("where all are equally bad nobody is ejected", arguments: [0, 0.3, 1])
  func equallyBad(rate: Double) throws {
    for count in 1...9 { #expect(try ejected(Array(repeating: rate, count: count)) == []) }
  }

  @Test("with too few peers or too few outcomes nothing is said of anybody")
  func tooFew() throws {
    #expect(try ejected([]) == [])
    #expect(try ejected([1]) == [])
    #expect(try ejected([0, 1]) == [])
    #expect(try ejected([0, 1], rule: OutlierEjection(minimumPeers: 1, maximumShare: 0.5)) == [1])
    #expect(try ejected([1], rule: OutlierEjection(minimumPeers: 0, maximumShare: 1)) == [])
    #expect(try ejected([0, 1, 0], outcomes: [100, 19, 100]) == [], "its own")
    #expect(try ejected([0, 1, 0], outcomes: [100, 100, 19]) == [], "a peer's")
    #expect(try ejected([0, 1, 0], outcomes: [20, 20, 20]) == [1])
  }

  @Test("the worst goes first, and among equals the first")
  func worstFirst() throws {
    let rates = [0.7, 0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0, 0]
    let one = OutlierEjection(maximumShare: 0.1)
    #expect(one.limit(of: 12) == 1)
    #expect(try ejected(rates, rule: one) == [5])
    #expect(try ejected(rates) == [0, 5])
    #expect(try ejected([0, 0.7, 0, 0.7, 0, 0, 0, 0, 0, 0], rule: one) == [1])
    #expect(OutlierEjection().limit(of: 2) == 0, "of two hosts one may be needed")
    #expect(try ejected([0, 1, 0], rule: OutlierEjection(maximumShare: 0.3)) == [])
  }

  @Test("one who is ejected is no measure for the next")
  func noCover() throws {
    let registry = try registry(6)
    var table = EjectionTable(for: registry)
    #expect(table.sweep(snapshot(registry, [1, 0, 0, 0, 0, 0]), at: .zero).map(\.index) == [0])
    #expect(
      table.sweep(snapshot(registry, [1, 0.5, 0, 0, 0, 0]), at: Moment(milliseconds: 10_000)).map(\.index) == [1])
    #expect(
      table.sweep(snapshot(registry, [1, 0.5, 0.3, 0, 0, 0]), at: Moment(milliseconds: 20_000)) == [], "the limit")
  }

  @Test("an ejection lasts longer each time, up to the longest")
  func longer() throws {
    let registry = try registry(3)
    let bad = snapshot(registry, [0, 1, 0])
    var table = EjectionTable(for: registry)
    let provider = ProviderHandle(index: 1)
    var now = Moment.zero
    for number in 1...14 {
      #expect(table.sweep(bad, at: now) == [provider])
      #expect(table.sweep(bad, at: now) == [], "it is ejected already")
      let length = min(30_000 * Double(number), 300_000)
      #expect(table.isEjected(provider, at: now.advanced(byMilliseconds: length - 1)))
      now = now.advanced(byMilliseconds: length)
      #expect(!table.isEjected(provider, at: now))
    }
  }

  @Test("a provider that behaves forgets one ejection a sweep, if it has enough outcomes to tell")
  func forgets() throws {
    let registry = try registry(3)
    let (bad, good) = (snapshot(registry, [0, 1, 0]), snapshot(registry, [0, 0, 0]))
    let silent = snapshot(registry, [0, 0, 0], outcomes: [100, 5, 100])
    var table = EjectionTable(for: registry)
    let provider = ProviderHandle(index: 1)
    var now = Moment.zero
    func ejection() -> Double {
      #expect(table.sweep(bad, at: now) == [provider])
      var seconds = 0.0
      while table.isEjected(provider, at: now.advanced(byMilliseconds: seconds * 1000)) { seconds += 1 }
      now = now.advanced(byMilliseconds: seconds * 1000)
      return seconds
    }
    #expect([ejection(), ejection(), ejection()] == [30, 60, 90])
    _ = table.sweep(silent, at: now)
    #expect(ejection() == 120)
    for _ in 0..<2 { #expect(table.sweep(good, at: now) == []) }
    #expect(ejection() == 90)
    for _ in 0..<9 { _ = table.sweep(good, at: now) }
    #expect(ejection() == 30)
    _ = table.sweep(bad, at: now)
    _ = table.sweep(good, at: now)
    now = now.advanced(byMilliseconds: 60_000)
    #expect(ejection() == 90, "while it is ejected it does not behave")
  }

  @Test("panic: where too few would be left, ejections do not count")
  func panic() throws {
    let registry = try registry(6)
    let rates = [1.0, 0, 0, 0, 0, 0]
    var table = EjectionTable(for: registry)
    _ = table.sweep(snapshot(registry, rates), at: .zero)
    for (down, panics) in [(0, false), (2, false), (3, true), (5, true)] {
      var health = snapshot(registry, rates, available: (0..<6).map { $0 < 6 - down })
      #expect(table.apply(to: &health, at: .zero) == panics)
      #expect(health.readings.map(\.isEjected) == (0..<6).map { $0 == 0 && !panics }, "\(down) down")
    }
    let never = OutlierEjection(panicThreshold: 0)
    var unshaken = EjectionTable(for: registry, rule: never)
    _ = unshaken.sweep(snapshot(registry, rates), at: .zero)
    var health = snapshot(registry, rates, available: Array(repeating: false, count: 6))
    #expect(unshaken.apply(to: &health, at: .zero) == false)
    #expect(health.readings[0].isEjected)
  }

  @Test("slow start: who comes back gets from a tenth to all of its traffic, and never more than its own ramp")
  func slowStart() throws {
    let registry = try registry(3)
    var table = EjectionTable(for: registry)
    let fresh = snapshot(registry, [0, 1, 0])
    _ = table.sweep(fresh, at: .zero)
    let ramps = [0, 29_999, 30_000, 31_000, 45_000, 59_999, 60_000, 1e9].map { time in
      var health = fresh
      table.apply(to: &health, at: Moment(milliseconds: time))
      #expect(health.readings[0].ramp == 1)
      return health.readings[1].ramp.value
    }
    for (ramp, expected) in zip(ramps, [1, 1, 0.1, 0.1, 0.5, 29_999 / 30_000.0, 1, 1]) {
      #expect(abs(ramp - expected) < 1e-12)
    }
    var slower = fresh
    slower[ProviderHandle(index: 1)].ramp = 0.2
    table.apply(to: &slower, at: Moment(milliseconds: 45_000))
    #expect(slower.readings[1].ramp == 0.2)
  }

  @Test("an ejected provider's models are left out of a decision for that reason, unless everybody panics")
  func exclusion() throws {
    let registry = try registry(3)
    var table = EjectionTable(for: registry)
    var health = snapshot(registry, [0, 0.8, 0])
    _ = table.sweep(health, at: .zero)
    table.apply(to: &health, at: .zero)
    let readings = Dictionary(uniqueKeysWithValues: zip(registry.providers.map(\.id), health.readings))
    let models = registry.providers.map { Model.fixture(ModelID("m-\($0.id.text)"), at: $0.id) }
    let record = try answer(models, health: readings)
    #expect(record.ranked.map(\.model) == ["m-p100", "m-p102"])
    #expect(record.excluded.map(\.model) == ["m-p101"])
    #expect(record.excluded.map(\.reason) == [.outlierEjected("p101")])
    #expect(record.excluded.map(\.reason.name) == ["outlier_ejected"])
    table.apply(to: &health, at: Moment(milliseconds: 30_000))
    #expect(health.readings.map(\.isEjected) == [false, false, false])
  }

  @Test("never are more ejected than the largest share, whatever the error rates and the times of sweeps")
  func neverAboveTheLimit() throws {
    let registries = try (0...12).map { try registry($0) }
    var reached = 0
    for seed in 0..<UInt64(Law.manyCases) {
      var dice = Dice(seed: 0x0E1E_0000_0000 | seed)
      let count = dice.number(0...12)
      let rule = OutlierEjection(
        minimumPeers: dice.number(0...3), minimumOutcomes: dice.pick([0, 20]), deviations: dice.pick([0, 1, 1.9]),
        leastExcess: dice.pick([0, 0.1]), baseTime: dice.pick([0, 1000, 30_000]),
        maximumShare: dice.pick([0, 0.1, 0.34, 0.5, 1]), panicThreshold: dice.pick([0, 0.5, 1]))
      var table = EjectionTable(for: registries[count], rule: rule)
      var now = Moment.zero
      for _ in 0..<5 {
        let health = snapshot(
          registries[count], (0..<count).map { _ in dice.pick([0, 0, 0.2, 1, dice.generator.unit()]) },
          outcomes: (0..<count).map { _ in dice.pick([0, 20, 100]) },
          available: (0..<count).map { _ in dice.chance(0.8) })
        let before = (0..<count).filter { table.isEjected(ProviderHandle(index: $0), at: now) }
        let told = table.sweep(health, at: now).map(\.index)
        let ejected = (0..<count).filter { table.isEjected(ProviderHandle(index: $0), at: now) }
        #expect(ejected.count <= rule.limit(of: count), "seed \(seed)")
        #expect(Double(ejected.count) <= rule.maximumShare.value * Double(count), "seed \(seed)")
        #expect(Set(before).isDisjoint(with: told), "seed \(seed)")
        reached += ejected.count == rule.limit(of: count) && !ejected.isEmpty ? 1 : 0
        var applied = health
        let panics = table.apply(to: &applied, at: now)
        let left = applied.readings.filter { $0.isAvailable && !$0.isEjected }.count
        if !panics, applied.readings.contains(where: \.isEjected) {
          #expect(Double(left) >= rule.panicThreshold.value * Double(count), "seed \(seed)")
        }
        now = now.advanced(byMilliseconds: dice.pick([0, 500, 10_000, 40_000]))
      }
    }
    #expect(HealthLaw.isOften(reached))
  }
}
