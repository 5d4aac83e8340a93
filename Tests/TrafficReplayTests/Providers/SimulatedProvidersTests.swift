import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// Providers on virtual time, against what their profiles say.
@Suite(.offThePool) struct SimulatedProvidersTests {
  private let registry: ModelRegistry
  private let models: [ModelHandle]
  private let short = AttemptLengths(inputTokens: 100, outputTokens: 11, prefixBlocks: [])

  init() throws {
    registry = try ModelRegistry(
      models: (0..<3).map { Model(id: ModelID("m\($0)"), provider: ProviderID("p\($0)")) },
      providers: (0..<3).map { Provider(id: ProviderID("p\($0)")) })
    models = Array(registry.modelHandles)
  }

  private func profile(_ change: (inout ProviderProfile) -> Void) -> ProviderProfile {
    var profile = ProviderProfile(of: "p0")
    profile.errorRate = 0
    profile.outages = OutageShape(meanUp: 1e12, meanDown: 1, errorRate: 0)
    change(&profile)
    return profile
  }

  private func providers(_ profiles: ProviderProfile..., seed: UInt64 = 5) -> SimulatedProviders {
    SimulatedProviders(of: registry, in: ProviderWorld(profiles: profiles), seed: seed)
  }

  private func answers(_ providers: inout SimulatedProviders, _ count: Int) -> [SimulatedAttempt.Answer] {
    (0..<count).compactMap { number in
      let now = Moment(milliseconds: Double(number) * 10)
      guard case .answered(let answer) = providers.attempt(0, of: UInt64(number), short, at: models[0], now: now) else {
        return nil
      }
      return answer
    }
  }

  @Test("times of answers have the median and the spread of the profile")
  func speed() throws {
    let firstToken = try #require(LogNormal(median: 400, spread: 0.5))
    let interval = try #require(LogNormal(median: 20, spread: 0.1))
    var providers = providers(profile { $0.speed = AnswerSpeed(firstToken: firstToken, tokenInterval: interval) })
    let answers = answers(&providers, 20_000)
    #expect(answers.count == 20_000)
    for (values, expected) in [
      (answers.map(\.firstToken.value), firstToken), (answers.map(\.tokenInterval.value), interval),
    ] {
      let logs = values.map { ElementaryFunctions.log($0 / expected.median) }
      let mean = logs.reduce(0, +) / Double(logs.count)
      let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count - 1)
      // Four standard errors of a mean and of a standard deviation of 20,000 normal draws.
      #expect(abs(mean) < 4 * expected.spread / 141.4)
      #expect(abs(variance.squareRoot() / expected.spread - 1) < 4 / 200)
    }
  }

  @Test("an attempt fails as often as the profile says, and always while a script says so")
  func failures() throws {
    let script = Downtime(from: Moment(milliseconds: 50_000), to: Moment(milliseconds: 60_000))
    var providers = providers(
      profile {
        $0.errorRate = 0.2
        $0.downtimes = [script]
      })
    var failures = (before: 0, during: 0)
    for number in 0..<10_000 {
      let now = Moment(milliseconds: Double(number) * 10)
      let attempt = providers.attempt(0, of: UInt64(number), short, at: models[0], now: now)
      guard case .failed(let duration) = attempt else { continue }
      #expect(duration > 0)
      if now >= script.start, now < script.end { failures.during += 1 } else { failures.before += 1 }
    }
    #expect(failures.during == 1000)
    // 9,000 attempts with a chance of 0.2: 1,800, with a standard deviation of 38.
    #expect(abs(failures.before - 1800) < 4 * 38)
  }

  @Test("a rate limit lets as many through a minute, and the others are turned away")
  func rateLimit() {
    var providers = providers(profile { $0.requestsPerMinute = 100 })
    // Ten minutes of 100 requests a second: the limit counts a sliding minute, so at least half of it gets through.
    var served = 0
    for number in 0..<60_000 {
      let now = Moment(milliseconds: Double(number) * 10)
      switch providers.attempt(0, of: UInt64(number), short, at: models[0], now: now) {
      case .answered: served += 1
      case .rejected: break
      case .failed: Issue.record("it never fails")
      }
    }
    #expect(served >= 500 && served <= 1000)
  }

  @Test("waits are those of the queue that a provider's slots make")
  func capacity() throws {
    let speed = AnswerSpeed(
      firstToken: try #require(LogNormal(median: 100, spread: 0)),
      tokenInterval: try #require(LogNormal(median: 10, spread: 0)))
    var providers = providers(
      profile {
        $0.speed = speed
        $0.capacity = ProviderCapacity(slots: 2, longestLine: 3)
      })
    var queue = ServerQueue(slots: 2, longestLine: 3)
    var dice = SeededGenerator(seed: 9)
    var now = 0.0
    var rejected = 0
    for number in 0..<5000 {
      now += 200 * dice.unit()
      let moment = Moment(milliseconds: now)
      // The first token and ten more.
      let beginning = queue.admit(at: moment, service: 200)
      switch providers.attempt(0, of: UInt64(number), short, at: models[0], now: moment) {
      case .answered(let answer):
        let expected = try #require(beginning)
        #expect(answer.wait.value == expected.milliseconds(since: moment))
        #expect(abs(answer.firstToken.value - 100) < 1e-6)
      case .rejected:
        rejected += 1
        #expect(beginning == nil)
      case .failed: Issue.record("it never fails")
      }
    }
    #expect(rejected > 0)
  }

  /// Pollaczek and Khinchine (1930, 1932): W = λ E[S²] / (2 (1 − ρ)), with the moments of a log-normal distribution.
  @Test("a provider with one slot makes Poisson arrivals wait as Pollaczek and Khinchine say", arguments: [0, 0.5])
  func singleServer(spread: Double) throws {
    let median = 100.0
    let speed = AnswerSpeed(
      firstToken: try #require(LogNormal(median: median, spread: spread)),
      tokenInterval: try #require(LogNormal(median: 1, spread: 0)))
    var providers = providers(
      profile {
        $0.speed = speed
        $0.capacity = ProviderCapacity(slots: 1)
      })
    let mean = median * ElementaryFunctions.exp(spread * spread / 2)
    let square = median * median * ElementaryFunctions.exp(2 * spread * spread)
    let load = 0.6
    let one = AttemptLengths(inputTokens: 10, outputTokens: 1, prefixBlocks: [])
    let count: UInt64 = Law.isOptimised ? 2_000_000 : 60_000
    var dice = SeededGenerator(seed: 12)
    var (now, sum) = (0.0, 0.0)
    for number in 0..<count {
      now -= mean / load * ElementaryFunctions.log(1 - dice.unit())
      let attempt = providers.attempt(0, of: number, one, at: models[0], now: Moment(milliseconds: now))
      guard case .answered(let answer) = attempt else {
        Issue.record("it never fails")
        continue
      }
      sum += answer.wait.value
    }
    let expected = load / mean * square / (2 * (1 - load))
    #expect(abs(sum / Double(count) / expected - 1) < (Law.isOptimised ? 0.02 : 0.1))
  }

  @Test("a prompt's blocks are in the cache of its own model for as long as the profile says")
  func prefixCache() {
    var providers = providers(profile { $0.prefixCacheLifetime = 60_000 })
    func cached(_ blocks: [Int], at seconds: Double, number: UInt64) -> Int? {
      let lengths = AttemptLengths(inputTokens: 2000, outputTokens: 5, prefixBlocks: blocks)
      let now = Moment(milliseconds: seconds * 1000)
      guard case .answered(let answer) = providers.attempt(0, of: number, lengths, at: models[0], now: now) else {
        return nil
      }
      return answer.cachedTokens
    }
    #expect(cached([1, 2, 3], at: 0, number: 0) == 0)
    #expect(cached([1, 2, 3, 4], at: 1, number: 1) == 3 * 512)
    #expect(cached([1, 9, 3, 4], at: 2, number: 2) == 512, "what follows a new block is new")
    #expect(cached([1, 2, 3, 4], at: 50, number: 3) == 2000, "no more than the prompt")
    #expect(cached([1, 2, 3, 4], at: 111, number: 4) == 0, "a minute and a second later")
  }

  @Test(
    "the luck of a request is its own: what went before, other providers and other parts of a trace do not change it")
  func luck() throws {
    var whole = SimulatedProviders(of: registry, in: ProviderWorld(), seed: 3)
    var part = SimulatedProviders(of: registry, in: ProviderWorld(), seed: 3)
    let alone = try ModelRegistry(models: [registry[models[1]]], providers: [Provider(id: "p1")])
    var fewer = SimulatedProviders(of: alone, in: ProviderWorld(), seed: 3)
    for number in UInt64(0)..<400 {
      let now = Moment(milliseconds: Double(number) * 1000)
      let first = whole.attempt(0, of: number, short, at: models[1], now: now)
      _ = whole.attempt(1, of: number, short, at: models[Int(number) % 3], now: now)
      guard number >= 200 else { continue }
      #expect(part.attempt(0, of: number, short, at: models[1], now: now) == first)
      #expect(fewer.attempt(0, of: number, short, at: Array(alone.modelHandles)[0], now: now) == first)
    }
  }

  @Test("providers of a vendor break down together as often as their shared part says")
  func vendors() {
    func together(_ sharedPart: Double) -> (both: Int, one: Int) {
      let shape = OutageShape(
        meanUp: 900_000, meanDown: 100_000, errorRate: 1, vendor: "v", sharedPart: sharedPart)
      let profiles = ["p0", "p1"].map { id in
        var profile = ProviderProfile(of: ProviderID(id))
        profile.outages = shape
        return profile
      }
      var providers = SimulatedProviders(of: registry, in: ProviderWorld(profiles: profiles), seed: 8)
      var (both, one) = (0, 0)
      var rates: [Double] = []
      for second in 0..<400_000 {
        providers.errorRates(at: Moment(milliseconds: Double(second) * 1000), into: &rates)
        let down = rates[0...1].count { $0 == 1 }
        if down == 2 { both += 1 } else if down == 1 { one += 1 }
      }
      return (both, one)
    }
    let apart = together(0)
    let joined = together(1)
    #expect(joined.one == 0 && joined.both > 20_000)
    // A tenth of the time each: both in a hundredth of it, and one in 18 of a hundred.
    #expect(apart.both < 8_000 && apart.one > 50_000)
  }
}
