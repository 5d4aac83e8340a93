import RoutingCore
import RoutingTestSupport
import Testing

@testable import RoutingFormats

@Suite(.offThePool) struct ProviderWorldDocumentTests {
  private static let times: String = #"{"median_ms": 100, "spread": 0.2}"#

  @Test("a script of one downtime is a world, its times in seconds or as texts")
  func script() throws {
    let text = """
      {"providers": [
        {"provider": "openai", "downtimes": [{"from": "1d2h30m", "to": 100000.5}, {"from": 0, "to": "5m",
          "error_rate": 0.5}]},
        {"provider": "groq", "capacity": {"slots": 4}, "requests_per_minute": 60, "prefix_cache_lifetime_ms": 300000}
      ]}
      """
    let document = try ProviderWorldDocument(parsing: Array(text.utf8))
    #expect(document.defaults == nil)
    #expect(document.providers.map(\.id) == ["openai", "groq"])
    let openAI = document.providers[0]
    #expect(
      openAI.downtimes == [
        .init(
          from: Moment(nanoseconds: 95_400_000_000_000), to: Moment(nanoseconds: 100_000_500_000_000), errorRate: 1),
        .init(from: .zero, to: Moment(nanoseconds: 300_000_000_000), errorRate: 0.5),
      ])
    #expect(openAI.speed == nil && openAI.errorRate == nil && openAI.outages == nil && openAI.capacity == nil)
    #expect(document.providers[1].capacity == .init(slots: 4, longestLine: nil))
    #expect(document.providers[1].requestsPerMinute == 60)
    #expect(document.providers[1].prefixCacheLifetime == 300_000)
  }

  private static func provider(_ members: String) -> String {
    "{\"providers\": [\n{\"provider\": \"p\", \(members)}]}"
  }

  /// Documents that mean nothing, and the line, field and words of their errors.
  private static let broken: [(String, Int, String?, String)] = [
    ("", 1, nil, "the text ends"), ("[]", 1, nil, "expected an object"),
    (#"{"provider": []}"#, 1, "provider", "unknown here; known are schema, defaults, providers"),
    (#"{"schema": "provider-world/2"}"#, 1, "schema", "not 'provider-world/1'"),
    (#"{"providers": [{}]}"#, 1, "providers[0]", "the member 'provider' is missing"),
    (#"{"providers": [{"provider": ""}]}"#, 1, "providers[0].provider", "the name is empty"),
    (#"{"providers": [{"provider": "\u001b[2J"}]}"#, 1, "providers[0].provider", "control character"),
    (
      "{\"providers\": [{\"provider\": \"p\"},\n{\"provider\": \"p\"}]}", 2, "providers[1].provider",
      "the provider 'p' stands on line 1 already"
    ),
    (provider(#""downtime": []"#), 2, "providers[0].downtime", "the member is unknown here"),
    (provider(#""downtime": null"#), 2, "providers[0].downtime", "the member is unknown here"),
    (provider(#""error_rate": 1.5"#), 2, "providers[0].error_rate", "1.5 is not a share"),
    (provider(#""error_rate": -0.1"#), 2, "providers[0].error_rate", "-0.1 is not a share"),
    (provider(#""error_rate": "x""#), 2, "providers[0].error_rate", "expected a number"),
    (provider(#""error_rate": NaN"#), 2, nil, "expected"),
    (provider(#""error_rate": 1e999"#), 2, nil, "too large"),
    (provider(#""error_rate": 0, "error_rate": 1"#), 2, nil, "stands twice"),
    (provider(#""requests_per_minute": 0"#), 2, "providers[0].requests_per_minute", "from 1 to"),
    (provider(#""requests_per_minute": 1.5"#), 2, "providers[0].requests_per_minute", "not a whole number"),
    (provider(#""capacity": {}"#), 2, "providers[0].capacity", "the member 'slots' is missing"),
    (provider(#""capacity": {"slots": 0}"#), 2, "providers[0].capacity.slots", "from 1 to"),
    (provider(#""capacity": {"slots": 1, "longest_line": -1}"#), 2, "providers[0].capacity.longest_line", "from 0 to"),
    (provider(#""capacity": {"slots": 1, "line": 1}"#), 2, "providers[0].capacity.line", "unknown here"),
    (provider(#""prefix_cache_lifetime_ms": -1"#), 2, "providers[0].prefix_cache_lifetime_ms", "not a time"),
    (provider(#""downtimes": [{"from": 5, "to": 5}]"#), 2, "providers[0].downtimes[0].to", "not after the beginning"),
    (provider(#""downtimes": [{"from": "2d", "to": "1d"}]"#), 2, "providers[0].downtimes[0].to", "not after"),
    (provider(#""downtimes": [{"from": "Monday", "to": 5}]"#), 2, "providers[0].downtimes[0].from", "such as 1d2h30m"),
    (provider(#""downtimes": [{"from": -1, "to": 5}]"#), 2, "providers[0].downtimes[0].from", "a time in seconds"),
    (provider(#""downtimes": [{"from": 0, "to": 1e300}]"#), 2, "providers[0].downtimes[0].to", "a time in seconds"),
    (provider(#""downtimes": [{"from": 0, "until": 1}]"#), 2, "providers[0].downtimes[0].until", "unknown here"),
    (
      provider(#""downtimes": [{"from": 0, "to": 60}, {"from": 0, "to": "1m"}]"#), 2, "providers[0].downtimes[1]",
      "stands twice"
    ),
    (provider(#""speed": {"first_token": \#(times)}"#), 2, "providers[0].speed", "'token_interval' is missing"),
    (
      provider(#""speed": {"first_token": {"median_ms": 0, "spread": 0}, "token_interval": \#(times)}"#), 2,
      "providers[0].speed.first_token.median_ms", "0.0 is not a median"
    ),
    (
      provider(#""speed": {"first_token": \#(times), "token_interval": {"median_ms": 1, "spread": 11}}"#), 2,
      "providers[0].speed.token_interval.spread", "11.0 is not a standard deviation"
    ),
    (
      provider(#""speed": {"first_token": \#(times), "token_interval": \#(times), "model": "m"}"#), 2,
      "providers[0].speed.model", "unknown here"
    ),
    (
      provider(
        #""models": [{"model": "m", "first_token": \#(times), "token_interval": \#(times)}, "#
          + #"{"model": "m", "first_token": \#(times), "token_interval": \#(times)}]"#), 2,
      "providers[0].models[1].model", "the model 'm' stands twice"
    ),
    (
      provider(#""outages": {"mean_up_ms": 0, "mean_down_ms": 5, "error_rate": 1}"#), 2,
      "providers[0].outages.mean_up_ms", "not a time"
    ),
    (
      provider(#""outages": {"mean_up_ms": 5, "mean_down_ms": 5, "error_rate": 1, "shared_part": 0.5}"#), 2,
      "providers[0].outages.shared_part", "no vendor to share"
    ),
    (
      #"{"defaults": {"first_token_across_providers": \#(times), "first_token_spread": 1, "#
        + #""token_interval_across_providers": \#(times), "token_interval_spread": 1, "#
        + #""error_rates": {"from": 0.5, "to": 0.1}}}"#, 1, "defaults.error_rates", "0.5 is more than 0.1"
    ),
  ]

  @Test("an error names file, line and field, and a misspelt member is one", arguments: broken)
  func errors(text: String, line: Int, field: String?, words: String) throws {
    let error = #expect(throws: FormatError.self) {
      try ProviderWorldDocument(parsing: Array(text.utf8), file: "w.json")
    }
    #expect(error?.file == "w.json")
    #expect(error?.line == line)
    #expect(error?.field == field)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test("every world is written as a document that reads back as it, and writes the same bytes again")
  func roundTrip() throws {
    for seed in 0..<400 {
      var dice = Dice(seed: UInt64(seed))
      let document = dice.world()
      let read = try ProviderWorldDocument(parsing: document.json)
      #expect(read == document, "seed \(seed)")
      #expect(read.json == document.json, "seed \(seed)")
    }
  }

  @Test("no bytes make the reader trap, and what it takes is written and taken again")
  func fuzz() throws {
    // A document that the writer has no part in, beside those that it wrote.
    let text = Self.provider(#""error_rate": 0.25, "downtimes": [{"from": "1d2h30m", "to": 100000.5}]"#)
    var corpus = [Array(text.utf8)]
    var taken = 0
    for seed in 0..<5 {
      var dice = Dice(seed: UInt64(seed))
      corpus.append(dice.world().json)
    }
    let runs = try Fuzzing.run("worlds", seconds: 0.3) { generator in
      var bytes = corpus[generator.index(below: corpus.count)]
      // Most mutations are no JSON, while another digit is another number.
      let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
      bytes[digits[generator.index(below: digits.count)]] = 0x30 + UInt8(generator.index(below: 10))
      if generator.unit() < 0.7 { bytes = Mutation.mutated(bytes, using: &generator) }
      guard let document = try? ProviderWorldDocument(parsing: bytes) else { return }
      let again = try ProviderWorldDocument(parsing: document.json)
      #expect(again == document)
      taken += 1
    }
    #expect(runs > 10 && taken > runs / 10, "\(taken) of \(runs)")
  }
}

extension Dice {
  fileprivate mutating func world() -> ProviderWorldDocument {
    ProviderWorldDocument(
      defaults: chance(0.5) ? defaults() : nil,
      providers: (0..<number(0...6)).map { provider($0) })
  }

  private mutating func defaults() -> ProviderWorldDocument.Defaults {
    let rates = [share(), share()].sorted()
    return ProviderWorldDocument.Defaults(
      firstTokenAcrossProviders: times(), firstTokenSpread: 10 * share(), tokenIntervalAcrossProviders: times(),
      tokenIntervalSpread: share(), errorRates: rates[0]...rates[1], outages: chance(0.5) ? outages() : nil)
  }

  private mutating func provider(_ number: Int) -> ProviderWorldDocument.Provider {
    var provider = ProviderWorldDocument.Provider(id: ProviderID(pick(["p", "é\"\\", "a b", "模"]) + "\(number)"))
    if chance(0.5) { provider.speed = .init(firstToken: times(), tokenInterval: times()) }
    provider.models = (0..<self.number(0...3)).map { index in
      .init(model: ModelID("x/m\(index)"), speed: .init(firstToken: times(), tokenInterval: times()))
    }
    if chance(0.5) { provider.errorRate = share() }
    if chance(0.5) { provider.outages = outages() }
    for index in 0..<self.number(0...3) {
      let start = Int64(generator.next() % 1_000_000_000_000_000) * Int64(index + 1)
      let length = 1 + Int64(generator.next() >> UInt64(self.number(4...63)))
      provider.downtimes.append(
        .init(from: Moment(nanoseconds: start), to: Moment(nanoseconds: start + length), errorRate: share()))
    }
    if chance(0.5) { provider.capacity = .init(slots: self.number(1...9), longestLine: pick([nil, 0, 7])) }
    if chance(0.5) { provider.requestsPerMinute = self.number(1...1_000_000_000) }
    if chance(0.5) { provider.prefixCacheLifetime = Milliseconds(pick([0, 300_000, logUniform(1e-9, 1e13)])) }
    return provider
  }

  private mutating func share() -> Double { pick([0, 1, 0x1p-1074, 0.1, generator.unit()]) }

  private mutating func times() -> ProviderWorldDocument.Times {
    .init(median: pick([1e-6, 1e9, logUniform(1e-3, 1e6)]), spread: pick([0, 10, generator.unit()]))
  }

  private mutating func outages() -> ProviderWorldDocument.Outages {
    let isShared = chance(0.5)
    return .init(
      meanUp: Milliseconds(logUniform(1, 9e12)) ?? 1, meanDown: Milliseconds(logUniform(1, 9e12)) ?? 1,
      errorRate: share(), vendor: isShared ? pick(["v", "wé"]) : nil,
      sharedPart: isShared ? share() : 0)
  }
}
