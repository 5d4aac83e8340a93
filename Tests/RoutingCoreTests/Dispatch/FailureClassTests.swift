import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct FailureClassTests {
  private static func judge(_ status: Int, _ body: String = "", from type: ProviderType? = nil) -> FailureClass {
    FailureClass(.response(.init(status: status, body: body)), from: type)
  }

  @Test("R-1001: status 429 is a rate limit everywhere, and 529 at Anthropic", arguments: [nil] + ProviderType.allCases)
  func rateLimited(type: ProviderType?) {
    #expect(Self.judge(429, from: type) == .rateLimited)
    #expect(Self.judge(529, from: type) == (type == .anthropic ? .rateLimited : .transient))
  }

  @Test("R-1002: what a provider breaks with is transient, whatever it says", arguments: [500, 502, 503, 504, 599])
  func transient(status: Int) {
    #expect(Self.judge(status, "context_length_exceeded insufficient_quota") == .transient)
  }

  @Test(
    "R-1002: a connection that failed is transient, and one that must not be used is not",
    arguments: ProviderFailure.TransportFailure.allCases)
  func transport(failure: ProviderFailure.TransportFailure) {
    let expected: FailureClass
    switch failure {
    case .timedOut, .refused, .nameNotFound, .reset, .endedEarly, .other: expected = .transient
    case .insecure, .tooLarge, .redirected: expected = .other
    }
    #expect(FailureClass(.transport(failure)) == expected)
    #expect(FailureClass(.transport(failure, message: "429 context length"), from: .anthropic) == expected)
  }

  @Test(
    "R-1003: a body that tells of too many tokens is an overflow, in either case",
    arguments: [
      "context_length_exceeded", "Context Length", "context_length", "MAXIMUM CONTEXT", "Prompt is too long",
      "prompt_too_long", "input is too long", "too many tokens", "Token Limit", "max_tokens is too large",
      "too large a max_tokens",
    ])
  func overflow(words: String) {
    for status in [400, 401, 404, 422, 499] {
      #expect(Self.judge(status, "{\"m\": \"\(words)!\"}") == .contextOverflow)
    }
    #expect(Self.judge(200, words) == .other)
  }

  @Test("R-1003: so is status 413, and neither half of two words alone")
  func overflowAtTheEdge() {
    #expect(Self.judge(413) == .contextOverflow)
    #expect(Self.judge(400, "max_tokens") == .badRequest)
    #expect(Self.judge(400, "too large") == .badRequest)
  }

  @Test(
    "R-1004: an empty account is told by status 402 or by the body",
    arguments: ["budget_exceeded", "insufficient_quota", "Insufficient Balance"])
  func budget(words: String) {
    #expect(Self.judge(402) == .budgetExceeded)
    for status in [400, 401, 403, 429] { #expect(Self.judge(status, words) == .budgetExceeded) }
    #expect(Self.judge(500, words) == .transient)
  }

  @Test("R-1004: arrears count at DashScope alone")
  func arrears() {
    let body = #"{"code":"Arrearage"}"#
    #expect(Self.judge(400, body, from: .dashScope) == .budgetExceeded)
    for type in [nil, .openAI, .anthropic, .vLLM] as [ProviderType?] {
      #expect(Self.judge(400, body, from: type) == .badRequest)
    }
    #expect(Self.judge(500, body, from: .dashScope) == .transient)
  }

  @Test("R-1005: a refused credential is told by its status", arguments: [401, 403])
  func authentication(status: Int) {
    #expect(Self.judge(status, "invalid") == .authentication)
  }

  @Test("R-1005: a credential that cannot be read is one that is refused")
  func noCredential() {
    #expect(FailureClass(.notSent(.noCredential)) == .authentication)
  }

  @Test(
    "R-1006: every other status of the client's is its payload", arguments: [400, 404, 405, 408, 409, 422, 451, 499])
  func badRequest(status: Int) {
    #expect(Self.judge(status, "no such model") == .badRequest)
  }

  @Test(
    "R-1007: the rest is unclassified",
    arguments: [
      .unreadable(message: "context_length_exceeded"), .cancelled, .notSent(.unsupported),
      .response(.init(status: 302, body: "insufficient_quota")), .response(.init(status: 200)),
      .response(.init(status: 0)), .response(.init(status: -1)), .response(.init(status: 600)),
      .response(.init(status: .max)),
    ] as [ProviderFailure])
  func other(failure: ProviderFailure) {
    #expect(FailureClass(failure) == .other)
  }

  @Test(
    "R-1008: the account comes before the rate, the rate before the overflow, and that before the refusal",
    arguments: [
      (429, "insufficient_quota", .budgetExceeded), (429, "too many tokens", .rateLimited),
      (402, "context_length", .budgetExceeded), (413, "insufficient_quota", .budgetExceeded),
      (401, "token limit", .contextOverflow), (403, "insufficient balance, token limit", .budgetExceeded),
      (400, "insufficient_quota context_length", .budgetExceeded),
    ] as [(Int, String, FailureClass)])
  func order(status: Int, body: String, expected: FailureClass) {
    #expect(Self.judge(status, body) == expected)
  }

  @Test("every class has a wire name of its own, and counts at health as what it is", arguments: FailureClass.allCases)
  func names(failure: FailureClass) {
    #expect(FailureClass(name: failure.name) == failure)
    #expect(FailureClass.allCases.filter { $0.attemptFailure == failure.attemptFailure } == [failure])
  }

  @Test("R-1001: the names are the contract's")
  func contractNames() {
    let names = FailureClass.allCases.map(\.name)
    #expect(
      names == ["rate_limited", "transient", "context_overflow", "budget_exceeded", "auth", "request", "other"])
    #expect(FailureClass(name: "fatal") == nil)
  }
}
