import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DecisionLogTests {
  /// Everything that a log comes to, cut into chunks of some size.
  private func read(
    _ bytes: [UInt8], file: String? = nil, chunk: Int = 1 << 16, limit: Int = 1 << 20
  ) -> [DecisionLogItem] {
    var rest = bytes[...]
    var reader = DecisionLogReader<Never>(file: file, maximumLineLength: limit) {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(chunk) }
      return Array(rest.prefix(chunk))
    }
    var items: [DecisionLogItem] = []
    while let item = reader.next() { items.append(item) }
    return items
  }

  private func read(_ text: String, file: String? = nil) -> [DecisionLogItem] { read(Array(text.utf8), file: file) }

  private func entries(_ items: [DecisionLogItem]) -> [DecisionLogEntry] {
    items.compactMap { if case .entry(let entry, _) = $0 { entry } else { nil } }
  }

  private func problem(_ text: String) -> String {
    guard case .malformed(let error)? = read(text, file: "a.log").first else { return "none" }
    return "\(error)"
  }

  /// Any finite bits, small numbers among them.
  private func number(_ dice: inout Dice, from lowest: Double) -> Double {
    if dice.chance(0.3) { return dice.pick([0, 1, 5, 0.1, 1e16, 0x1p-1074, 1e300]) }
    let bits = Double(bitPattern: dice.generator.next())
    guard bits.isFinite else { return 1 / 3 }
    return lowest < 0 ? bits : abs(bits)
  }

  private func text(_ dice: inout Dice) -> String {
    dice.pick(["a", "p0/m1", "\"\\\n\u{1}", "é😀", "日本", " ", "\u{7F}\u{2028}"])
  }

  private func entry(_ dice: inout Dice) -> DecisionLogEntry {
    let count = dice.number(0...4)
    let models = (0..<max(count, 1)).map { ModelID("\(text(&dice))\($0)") }
    let weights = models.map { _ in dice.generator.unit() + 0x1p-53 }
    let total = weights.reduce(0, +)
    let candidates = zip(models, weights).map { model, weight in
      DecisionLogEntry.Candidate(
        model: model, propensity: weight / total, evaluatedPropensity: dice.chance(0.5) ? weight / total : nil)
    }
    let chosen = dice.pick(candidates)
    let outcome = DecisionLogEntry.Outcome(
      isSuccess: dice.chance(0.5), cost: dice.chance(0.7) ? Dollars(number(&dice, from: 0)) : nil,
      latency: dice.chance(0.7) ? Milliseconds(number(&dice, from: 0)) : nil,
      reward: dice.chance(0.7) ? number(&dice, from: -1) : nil)
    return DecisionLogEntry(
      requestID: dice.chance(0.5) ? text(&dice) : nil,
      arrival: dice.chance(0.7) ? Moment(nanoseconds: Int64(bitPattern: dice.generator.next()) / 2) : nil,
      policy: dice.chance(0.5) ? text(&dice) : nil,
      features: DecisionLogEntry.Features(
        inputTokens: TokenCount(clamping: dice.pick([0, 7, 100_000, .max])),
        outputTokens: TokenCount(clamping: dice.pick([0, 512])), kind: dice.pick(ModelKind.allCases),
        requires: CapabilitySet(Capability.allCases.filter { _ in dice.chance(0.3) }),
        tenant: dice.chance(0.3) ? text(&dice) : nil, session: dice.chance(0.3) ? text(&dice) : nil),
      candidates: count == 0 ? [] : candidates, model: chosen.model,
      provider: dice.chance(0.7) ? ProviderID(text(&dice)) : nil, propensity: chosen.propensity,
      evaluatedPropensity: dice.chance(0.3) ? dice.generator.unit() : nil,
      expectedCost: dice.chance(0.7) ? Dollars(number(&dice, from: 0)) : nil,
      outcome: dice.chance(0.8) ? outcome : nil)
  }

  @Test("what is written reads back bit for bit, and writes the same bytes again, however the bytes are cut")
  func roundTrip() throws {
    var dice = Dice(seed: 71)
    let written = (0..<300).map { _ in entry(&dice) }
    let bytes = written.flatMap(DecisionLogWriter.line)
    for chunk in [1 << 20, 997] {
      let items = read(bytes, chunk: chunk)
      let entries = entries(items)
      try #require(entries.count == items.count)
      #expect(entries == written)
      #expect(entries.flatMap(DecisionLogWriter.line) == bytes)
      // Equality takes -0 for 0.
      #expect(entries.map { $0.outcome?.reward?.bitPattern } == written.map { $0.outcome?.reward?.bitPattern })
    }
  }

  @Test("a line is what the documentation shows")
  func line() {
    let entry = DecisionLogEntry(
      requestID: "r1", arrival: Moment(nanoseconds: 1_500_000), policy: "thompson",
      features: DecisionLogEntry.Features(
        inputTokens: 100, outputTokens: 512, requires: CapabilitySet([.tools]), tenant: "t"),
      candidates: [
        DecisionLogEntry.Candidate(model: "a", propensity: 0.25),
        DecisionLogEntry.Candidate(model: "b", propensity: 0.75, evaluatedPropensity: 1),
      ],
      model: "b", provider: "p", propensity: 0.75, evaluatedPropensity: 1, expectedCost: 0.01,
      outcome: DecisionLogEntry.Outcome(isSuccess: true, cost: 0.0125, latency: 830, reward: 0.9))
    let expected =
      #"{"id":"r1","t_ms":1.5,"policy":"thompson","input_tokens":100,"output_tokens":512,"kind":"chat","#
      + #""requires":["tools"],"tenant":"t","candidates":[{"model":"a","propensity":0.25},"#
      + #"{"model":"b","propensity":0.75,"evaluated_propensity":1}],"model":"b","provider":"p","propensity":0.75,"#
      + #""evaluated_propensity":1,"expected_cost_usd":0.01,"success":true,"cost_usd":0.0125,"latency_ms":830,"#
      + #""reward":0.9}"# + "\n"
    #expect(String(decoding: DecisionLogWriter.line(entry), as: UTF8.self) == expected)
  }

  @Test("the entry of a decision holds its propensity and what it was made by")
  func ofDecision() throws {
    let request = RoutingRequest(id: "r9", inputTokens: 42, outputTokens: 7, requires: CapabilitySet([.vision]))
    let decision = Decision(
      model: "m", provider: "p", estimatedCost: 0.5, reason: .hintExact, hintStatus: .absent, propensity: 0.125,
      fallbacks: [])
    let entry = DecisionLogEntry(decision, for: request, policy: "cheap", arrival: .zero)
    #expect(entry.propensity == 0.125)
    #expect(entry.model == "m" && entry.provider == "p" && entry.expectedCost == 0.5)
    #expect(entry.requestID == "r9" && entry.policy == "cheap" && entry.outcome == nil)
    #expect(entry.features.inputTokens == 42 && entry.features.requires == CapabilitySet([.vision]))
    #expect(entries(read(DecisionLogWriter.line(entry))) == [entry])
  }

  private static let start = #"{"input_tokens":1,"model":"m","propensity":0.5"#

  private static let malformedLines: [(line: String, message: String)] = [
    (#"{"model":"m","propensity":1}"#, "a.log:1: input_tokens: the member is missing"),
    (#"{"input_tokens":1,"propensity":1}"#, "a.log:1: model: the member is missing"),
    (#"{"input_tokens":1,"model":null,"propensity":1}"#, "a.log:1: model: the member is missing"),
    (#"{"input_tokens":1,"model":"m"}"#, "a.log:1: propensity: the member is missing"),
    (#"{"input_tokens":1,"model":"m","propensity":0}"#, "a.log:1: propensity: what was chosen had a chance above 0"),
    (
      #"{"input_tokens":1,"model":"m","propensity":1.5}"#, "a.log:1: propensity: 1.5 is not a probability from 0 to 1"
    ),
    (#"{"input_tokens":1,"model":"m","propensity":-1}"#, "a.log:1: propensity: -1.0 is below 0.0"),
    (#"{"input_tokens":1,"model":"m","propensity":NaN}"#, "a.log:1: propensity: expected a value, found 'N'"),
    (#"{"input_tokens":1,"model":"m","propensity":1e999}"#, "a.log:1: propensity: the number is too large"),
    (#"{"input_tokens":-1}"#, "a.log:1: input_tokens: '-1' is not a number of tokens"),
    (#"{"input_tokens":1.5}"#, "a.log:1: input_tokens: '1.5' is not a number of tokens"),
    (#"{"model":5}"#, "a.log:1: model: expected a string"),
    (#"{"model":"m","model":"m"}"#, "a.log:1: model: the member stands twice"),
    (#"{"t_ms":1e300}"#, "a.log:1: t_ms: '1e300' is not a time in milliseconds"),
    (#"{"requires":["tools","flight"]}"#, "a.log:1: requires[1]: 'flight' is no known capability"),
    (#"{"success":1}"#, "a.log:1: success: expected a boolean"),
    (#"{"candidates":[{"model":"a","propensity":0.1},5]}"#, "a.log:1: candidates[1]: expected an object"),
    (#"{"candidates":[{"model":"a","propensity":2}]}"#, "a.log:1: candidates[0].propensity: 2.0 is not a probab"),
    (#"{"candidates":[{"model":"a"}]}"#, "a.log:1: candidates[0].propensity: the member is missing"),
    (#"\#(start),"kind":"song"}"#, "a.log:1: kind: 'song' is no known kind of request"),
    (#"\#(start),"cost_usd":1}"#, "a.log:1: success: the member is missing beside 'cost_usd'"),
    (#"\#(start),"candidates":[{"model":"a","propensity":0.5}]}"#, "a.log:1: candidates: the chosen model is not"),
    (#"\#(start),"candidates":[{"model":"m","propensity":0.4}]}"#, "a.log:1: candidates: the chosen model has anot"),
    (
      #"\#(start),"candidates":[{"model":"m","propensity":0.5},{"model":"a","propensity":0.6}]}"#,
      "a.log:1: candidates: their probabilities sum up to 1.1"
    ),
    (
      #"\#(start),"candidates":[{"model":"m","propensity":0.5},{"model":"m","propensity":0.5}]}"#,
      "a.log:1: candidates[1]: the model 'm' stands twice"
    ),
    ("[1]", "a.log:1: expected an object"), (start, "a.log:1: the text ends"),
    ("\(start)} x", "a.log:1: there is text"),
  ]

  @Test("what is wrong is told with file, line and field", arguments: malformedLines)
  func malformed(line: String, message: String) {
    #expect(problem(line + "\n").hasPrefix(message), "\(problem(line + "\n"))")
  }

  @Test("a malformed line or one too long is told and passed over; unknown members and empty lines are no matter")
  func goingOn() throws {
    let good = Self.start + #","later":{"a":[1,null]}}"#
    let long = Self.start + #","policy":"\#(String(repeating: "x", count: 500))"}"#
    let items = read(Array("\n\(good)\r\nrubbish\n\n\(long)\n\(good)".utf8), file: "f", limit: 200)
    try #require(items.count == 4)
    guard case .entry(let first, line: 2) = items[0], case .malformed(let rubbish) = items[1],
      case .malformed(let tooLong) = items[2], case .entry(let last, line: 6) = items[3]
    else {
      Issue.record("\(items)")
      return
    }
    #expect(first == last)
    #expect(first.features.outputTokens == TokenEstimator.defaultOutput)
    #expect(rubbish.line == 3)
    #expect("\(tooLong)" == "f:5: the line is longer than 200 bytes")
    #expect(read("") == [])
  }

  @Test("cut and flipped bytes never do worse than an error")
  func hostile() {
    var dice = Dice(seed: 72)
    for _ in 0..<400 {
      var bytes = DecisionLogWriter.line(entry(&dice))
      for _ in 0..<dice.number(1...3) {
        let place = dice.number(0...bytes.count - 1)
        if dice.chance(0.3) { bytes = Array(bytes[...place]) } else { bytes[place] = UInt8(dice.number(0...255)) }
      }
      for entry in entries(read(bytes)) {
        #expect(entry.propensity > 0 && entry.propensity <= 1)
        #expect(entry.outcome?.reward?.isFinite ?? true)
      }
    }
  }
}
