import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct ClientRetryPolicyTests {
  typealias Attempt = ClientAttemptHistory.Attempt

  private static func history(
    _ operation: ClientAttemptHistory.Operation = .chat, sends: Int = 0, isIdempotent: Bool = false,
    earlierRuns: [ClientFailure] = []
  ) -> ClientAttemptHistory {
    let target = ClientTarget(model: "m")
    let attempt = Attempt(target: target, failure: ClientFailure(status: 500, code: nil))
    return ClientAttemptHistory(
      operation: operation, target: target, attempts: Array(repeating: attempt, count: sends),
      isIdempotent: isIdempotent, earlierRuns: earlierRuns)
  }

  private static func action(
    _ facts: ClientAttemptFacts, after history: ClientAttemptHistory = history(), unit: Double = 0.5
  ) -> ClientAction {
    ClientRetryPolicy(supportURL: "https://help").action(after: history, facts: facts, unit: unit)
  }

  @Test(
    "C-302, C-303, C-307, C-308: each status has its action",
    arguments: [
      (401, nil, true, .stopAndRequestNewKey), (401, "x", false, .stopAndRequestNewKey),
      (429, nil, true, .retry(afterMilliseconds: 1000)), (500, nil, true, .retry(afterMilliseconds: 1000)),
      (502, nil, true, .retry(afterMilliseconds: 1000)), (503, nil, true, .retry(afterMilliseconds: 1000)),
      (504, nil, true, .retry(afterMilliseconds: 1000)), (429, nil, false, .fail), (500, nil, false, .fail),
      (502, nil, false, .fail), (503, nil, false, .fail), (504, nil, false, .fail), (400, nil, true, .fail),
      (403, nil, true, .fail), (404, nil, true, .fail), (409, nil, true, .fail), (413, nil, true, .fail),
      (415, nil, true, .fail), (422, nil, true, .fail), (429, "monthly_budget_exceeded", true, .fail),
      (429, "monthly_budget_exceeded", false, .fail), (501, nil, true, .fail), (505, nil, true, .fail),
    ] as [(Int, String?, Bool, ClientAction)])
  func statuses(status: Int, code: String?, shouldRetry: Bool, action: ClientAction) {
    #expect(Self.action(ClientAttemptFacts(.status(status), code: code, shouldRetry: shouldRetry)) == action)
  }

  @Test("C-301: no supplier is a reason to go elsewhere whatever the status, and costs no attempt")
  func switching() {
    for code in ["no_supplier", "region_unavailable"] {
      for status in [400, 401, 429, 503] {
        let facts = ClientAttemptFacts(.status(status), code: code, shouldRetry: false, allowedRegions: ["eu"])
        #expect(Self.action(facts) == .switchTarget(ClientTarget(model: "m", region: "eu")))
      }
    }
    // Two switches and one failure before: this is the second of three sends that count.
    let gone = Attempt(
      target: ClientTarget(model: "m", region: "x"), failure: ClientFailure(status: 503, code: "no_supplier"))
    var history = Self.history(sends: 1)
    history.attempts += [gone, gone]
    #expect(Self.action(ClientAttemptFacts(.status(500)), after: history) == .retry(afterMilliseconds: 2000))
  }

  @Test("C-304: first the regions that would work and are permitted, then the names of the model, each once")
  func order() {
    var history = ClientAttemptHistory(
      operation: .chat, target: ClientTarget(model: "p/m"),
      formats: ModelFormats(bare: "m", qualified: "p/m", plan: "plan"),
      preferences: ClientPreferences(regions: .init(allow: ["EU", "us", "cn"], deny: ["CN"])))
    let facts = ClientAttemptFacts(
      .status(503), code: "region_unavailable", allowedRegions: ["cn", "jp", "eu", "US", "EU"])
    var seen: [ClientTarget] = []
    while case .switchTarget(let target) = Self.action(facts, after: history), seen.count < 20 {
      seen.append(target)
      history.attempts.append(Attempt(target: history.target, failure: facts.failure))
      history.target = target
    }
    #expect(
      seen == [
        ClientTarget(model: "p/m", region: "eu"), ClientTarget(model: "p/m", region: "US"), ClientTarget(model: "plan"),
        ClientTarget(model: "m"),
      ])
    guard case .escalate(let escalation) = Self.action(facts, after: history) else {
      return #expect(Bool(false), "what is exhausted is escalated (C-306)")
    }
    #expect(escalation.attempts == 5)
  }

  @Test(
    "C-304: names go from bare to provider to plan and back",
    arguments: [
      ("m", ["p/m", "plan"]), ("p/m", ["plan", "m"]), ("plan", ["m", "p/m"]), ("other", ["m", "p/m", "plan"]),
    ])
  func names(start: String, expected: [String]) {
    var history = ClientAttemptHistory(
      operation: .chat, target: ClientTarget(model: start),
      formats: ModelFormats(bare: "m", qualified: "p/m", plan: "plan"))
    let facts = ClientAttemptFacts(.status(503), code: "no_supplier")
    var seen: [String] = []
    while case .switchTarget(let target) = Self.action(facts, after: history), seen.count < 20 {
      seen.append(target.model)
      history.attempts.append(Attempt(target: history.target, failure: facts.failure))
      history.target = target
    }
    #expect(seen == expected)
  }

  @Test("C-305: where nobody knows what became of it, only what is cheap or known by its key is sent again")
  func connections() {
    for operation in ClientAttemptHistory.Operation.allCases {
      for isIdempotent in [false, true] {
        let again = isIdempotent || [.reading, .chat, .plan].contains(operation)
        let action = Self.action(
          ClientAttemptFacts(.connectionFailed), after: Self.history(operation, isIdempotent: isIdempotent))
        #expect(action == (again ? .retry(afterMilliseconds: 1000) : .fail), "\(operation)")
      }
    }
  }

  @Test("C-306, C-310: three sends in all, then people are asked, and told no key and no prompt")
  func exhausted() {
    let facts = ClientAttemptFacts(.status(502), code: "upstream_error", requestID: "r-1")
    #expect(Self.action(facts, after: Self.history(sends: 1)) == .retry(afterMilliseconds: 2000))
    guard case .escalate(let escalation) = Self.action(facts, after: Self.history(sends: 2)) else {
      return #expect(Bool(false), "not escalated")
    }
    #expect(Escalation.topic == "enterprise" && escalation.contact == "https://help")
    #expect(
      escalation.json.text == #"{"request_id":"r-1","status":502,"code":"upstream_error","attempts":3}"#)
    #expect(
      Escalation(requestID: nil, status: nil, code: nil, attempts: 1).json.text
        == #"{"request_id":null,"status":null,"code":null,"attempts":1}"#)
  }

  @Test("C-306: the same failure in three runs in a row is escalated; two, or another in between, is not")
  func runs() {
    let same = ClientFailure(status: 404, code: "model_not_found")
    let other = ClientFailure(status: 404, code: nil)
    let facts = ClientAttemptFacts(.status(404), code: "model_not_found")
    for (runs, isEscalated) in [
      ([], false), ([same], false), ([same, same], true), ([same, other], false), ([same, other, same], false),
      ([other, same, same], true), ([same, same, other], false),
    ] {
      let action = Self.action(facts, after: Self.history(earlierRuns: runs))
      if case .escalate = action { #expect(isEscalated) } else { #expect(!isEscalated && action == .fail) }
    }
    let broken = ClientFailure(status: 500, code: nil)
    guard
      case .escalate = Self.action(
        ClientAttemptFacts(.status(500)), after: Self.history(earlierRuns: [broken, broken]))
    else { return #expect(Bool(false), "a third run is not waited for") }
    let noKey = ClientFailure(status: 401, code: nil)
    #expect(
      Self.action(ClientAttemptFacts(.status(401)), after: Self.history(earlierRuns: [noKey, noKey]))
        == .stopAndRequestNewKey)
  }

  @Test(
    "C-311: the wait doubles from a second up to thirty, and is spread from a half to one and a half",
    arguments: [
      (0, 0.0, 500), (0, 0.5, 1000), (0, 0.999, 1499), (1, 0.5, 2000), (2, 0.5, 4000), (4, 0.5, 16_000),
      (5, 0.5, 30_000),
      (6, 0.5, 30_000), (60, 0.0, 15_000), (60, 0.5, 30_000), (0, .nan, 1000), (0, 7, 1000),
    ])
  func waits(sends: Int, unit: Double, milliseconds: Int) {
    let action = ClientRetryPolicy(maximumAttempts: 100).action(
      after: Self.history(sends: sends), facts: ClientAttemptFacts(.status(500)), unit: unit)
    #expect(action == .retry(afterMilliseconds: milliseconds))
  }

  @Test(
    "C-312: what the gateway asks for counts where it is longer, up to a minute; more is escalated",
    arguments: [(0, 1000), (1, 1000), (2, 2000), (60, 60_000), (61, nil), (1_000_000_000_000, nil)])
  func retryAfter(seconds: Int, milliseconds: Int?) {
    let response = Samples.error(
      429, nil, [ClientField("Retry-After", "\(seconds)"), ClientField("x-request-id", "r")])
    let action = Self.action(ClientAttemptFacts(response, now: 0))
    switch (action, milliseconds) {
    case (.retry(let wait), let milliseconds?): #expect(wait == milliseconds)
    case (.escalate(let escalation), nil): #expect(escalation.requestID == "r" && escalation.attempts == 1)
    default: Issue.record("\(action)")
    }
  }

  @Test("C-312: Retry-After may be a date, which counts from now")
  func retryAfterDate() {
    let response = Samples.error(503, nil, [ClientField("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")])
    let facts = ClientAttemptFacts(response, now: 784_111_777_000 - 5000)
    #expect(Self.action(facts) == .retry(afterMilliseconds: 5000))
  }

  @Test("C-313: the same history and dice give the same action, whoever asks")
  func determinism() {
    var (first, second) = (Dice(seed: 313), Dice(seed: 313))
    for _ in 0..<500 { #expect(Self.random(&first) == Self.random(&second)) }
  }

  @Test("C-301 to C-314: whatever happened, no run goes on without an end, and no wait is longer than a minute")
  func law() {
    var dice = Dice(seed: 301)
    for _ in 0..<300 {
      var history = Self.history(
        dice.pick(ClientAttemptHistory.Operation.allCases), isIdempotent: dice.chance(0.5))
      history.formats = ModelFormats(bare: "m", qualified: "p/m", plan: "plan")
      var sends = 0
      run: while true {
        sends += 1
        let facts = Self.facts(&dice)
        let action = Self.action(facts, after: history, unit: dice.generator.unit())
        history.attempts.append(Attempt(target: history.target, failure: facts.failure))
        switch action {
        case .retry(let wait):
          #expect((500...60_000).contains(wait))
          #expect(facts.deliveredChunks == 0)
        case .switchTarget(let target):
          #expect(!history.attempts.contains { $0.target == target })
          history.target = target
        case .stopAndRequestNewKey, .escalate, .fail: break run
        }
        // Three that count, two other regions and two other names.
        #expect(sends <= 7)
        if sends > 7 { break }
      }
    }
  }

  private static func facts(_ dice: inout Dice) -> ClientAttemptFacts {
    ClientAttemptFacts(
      dice.chance(0.1) ? .connectionFailed : .status(dice.pick([429, 500, 503, 503, 503, 404, 401])),
      code: dice.pick([nil, "no_supplier", "region_unavailable"]),
      retryAfter: dice.chance(0.5) ? nil : Milliseconds(Double(dice.number(0...70_000))),
      shouldRetry: dice.chance(0.9), allowedRegions: dice.chance(0.5) ? [] : ["eu", "us"],
      deliveredChunks: dice.chance(0.9) ? 0 : 3)
  }

  private static func random(_ dice: inout Dice) -> ClientAction {
    let facts = facts(&dice)
    return action(facts, after: history(sends: dice.number(0...3)), unit: dice.generator.unit())
  }

  @Test("C-314: a stream that has begun is not asked for again")
  func streams() {
    for ending in [ClientAttemptFacts.Ending.connectionFailed, .status(500)] {
      #expect(Self.action(ClientAttemptFacts(ending, deliveredChunks: 1)) == .fail)
      #expect(Self.action(ClientAttemptFacts(ending)) == .retry(afterMilliseconds: 1000))
    }
  }

  @Test("C-306: a key that a server sends back goes to nobody")
  func echoes() {
    let response = Samples.error(
      400, Samples.canary, [ClientField("x-request-id", "Bearer \(Samples.canary)")],
      extra: #","allowed_regions":["\#(Samples.canary)","eu"]"#)
    let facts = ClientAttemptFacts(response, now: 0)
    #expect(facts.code == "tokenhub_01234567…" && facts.requestID == "Bearer ‹redacted›")
    #expect(facts.allowedRegions == ["eu"])
    #expect(!"\(facts)".contains("0123456789"))
    let long = ClientAttemptFacts(Samples.error(400, String(repeating: "é", count: 500)), now: 0)
    #expect(long.code?.count == 128)
  }

  @Test("R-721: the regions and the other facts of an answer are read from its error")
  func reading() {
    let response = Samples.error(
      503, "region_unavailable", [ClientField("X-Should-Retry", " False "), ClientField("X-Request-ID", "r")],
      extra: #","allowed_regions":["eu",7,"us"]"#)
    let facts = ClientAttemptFacts(response, now: 0)
    #expect(facts.allowedRegions == ["eu", "us"] && facts.code == "region_unavailable")
    #expect(!facts.shouldRetry && facts.requestID == "r" && facts.retryAfter == nil)
    let nothing = ClientAttemptFacts(Samples.answer("<html>", status: 502), now: 0)
    #expect(nothing == ClientAttemptFacts(.status(502)))
  }
}
