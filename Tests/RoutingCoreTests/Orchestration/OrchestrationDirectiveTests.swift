import RoutingCore
import RoutingTestSupport
import Testing

/// What a request may say about its orchestration.
@Suite(.offThePool) struct OrchestrationDirectiveTests {
  private static func read(_ text: String) throws(InvalidOrchestration) -> OrchestrationDirective {
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else { throw .messagesRequired }
    return try OrchestrationDirective(value)
  }

  @Test(
    "O-101: the four modes are known by name, and no mode means planning",
    arguments: [
      (#"{"mode":"planning"}"#, OrchestrationMode.planning), (#"{"mode":"adversarial"}"#, .adversarial),
      (#"{"mode":"vote"}"#, .vote), (#"{"mode":"refine"}"#, .refine), (#"{"mode":""}"#, .planning), ("{}", .planning),
      (#"{"mode":null}"#, .planning),
    ])
  func modes(text: String, mode: OrchestrationMode) throws {
    #expect(try Self.read(text).effectiveMode == mode)
  }

  @Test("O-101: any other mode is refused", arguments: ["normal", "Vote", "votes", "cascade", "best_of_n", "0"])
  func unknownModes(name: String) {
    let error = #expect(throws: InvalidOrchestration.self) { try Self.read(#"{"mode":"\#(name)"}"#) }
    #expect(error?.description == "unknown orchestration mode")
  }

  @Test("O-102: iterations lie between 0 and 10", arguments: [-1, 11, Int.max, Int.min])
  func iterations(number: Int) throws {
    let error = #expect(throws: InvalidOrchestration.self) { try Self.read(#"{"iterations":\#(number)}"#) }
    #expect(error?.description == "iterations must be between 0 and 10")
    for number in 0...10 { #expect(try Self.read(#"{"iterations":\#(number)}"#).iterations == number) }
  }

  @Test(
    "O-102: no number of iterations means one round of criticism, two of refinement and three voters",
    arguments: [(OrchestrationMode.adversarial, 3), (.refine, 3), (.vote, 4), (.planning, 1)])
  func defaults(mode: OrchestrationMode, calls: Int) throws {
    #expect(try OrchestrationPlan.fixture(OrchestrationDirective(mode: mode)).bound.plannedCalls == calls)
  }

  @Test("O-103, O-104: models are named by any text, and an empty one names none")
  func names() throws {
    let directive = try Self.read(#"{"primary_model_id":" p/x ","review_model_id":""}"#)
    #expect(directive.primaryModel == "p/x")
    #expect(directive.reviewModel == nil)
  }

  @Test("O-105: floors lie between 0 and 10", arguments: ["primary_min_weight", "review_min_weight"])
  func floors(field: String) throws {
    for number in [-1, 11] {
      let error = #expect(throws: InvalidOrchestration.self) { try Self.read(#"{"\#(field)":\#(number)}"#) }
      #expect(error?.description == "\(field) must be between 0 and 10")
    }
    let directive = try Self.read(#"{"\#(field)":10}"#)
    #expect((field == "primary_min_weight" ? directive.primaryMinimumWeight : directive.reviewMinimumWeight) == 10)
  }

  @Test("O-106: the plan alone can be asked for")
  func extent() throws {
    #expect(try Self.read(#"{"return_plan_only":true}"#).extent == .planOnly)
    #expect(try Self.read(#"{"return_plan_only":false}"#).extent == .allRounds)
    #expect(try Self.read("{}").extent == .allRounds)
  }

  @Test(
    "O-107, O-401: a schema is an object or text, and a bad one is refused before any call",
    arguments: [
      (#"{"output_schema":{"type":"object"}}"#, true), (#"{"output_schema":"{\"type\":\"object\"}"}"#, true),
      (#"{"output_schema":{}}"#, true), (#"{"output_schema":"{"}"#, false), (#"{"output_schema":7}"#, false),
      (#"{"output_schema":{"properties":{}}}"#, false),
    ])
  func schema(text: String, isValid: Bool) throws {
    do {
      _ = try Self.read(text)
      #expect(isValid)
    } catch {
      #expect(!isValid)
      #expect(error.description.hasPrefix("output_schema: "))
    }
  }

  @Test(
    "a member of the wrong kind is refused by its name",
    arguments: [
      (#"{"mode":1}"#, "mode must be a string"), (#"{"iterations":"2"}"#, "iterations must be a whole number"),
      (#"{"iterations":2.5}"#, "iterations must be a whole number"),
      (#"{"return_plan_only":1}"#, "return_plan_only must be true or false"),
      (#"{"primary_model_id":[]}"#, "primary_model_id must be a string"),
      ("[]", "orchestration must be an object, not an array"),
    ])
  func kinds(text: String, message: String) {
    let error = #expect(throws: InvalidOrchestration.self) { try Self.read(text) }
    #expect(error?.description == message)
  }

  @Test("O-101: members that nobody knows are ignored")
  func unknownMembers() throws {
    #expect(try Self.read(#"{"mode":"vote","colour":"red"}"#) == OrchestrationDirective(mode: .vote))
  }

  @Test("O-109: a request has messages", arguments: ["{}", #"{"messages":[]}"#, #"{"messages":null}"#])
  func messages(text: String) throws {
    let value = try JSONValue(parsing: Array(text.utf8))
    let error = #expect(throws: InvalidOrchestration.self) { try OrchestrationDirective.admit(request: value) }
    #expect(error?.description == "messages required")
    #expect(throws: InvalidOrchestration.messagesRequired) {
      try OrchestrationPlan(
        directive: OrchestrationDirective(), payload: CallPayload(messages: []), models: OrchestrationModels(), seed: 0)
    }
  }

  @Test("O-111: no stream is given")
  func stream() throws {
    let value = try JSONValue(parsing: Array(#"{"messages":[{}],"stream":true}"#.utf8))
    let error = #expect(throws: InvalidOrchestration.self) { try OrchestrationDirective.admit(request: value) }
    #expect(error?.description == "streaming is not supported for plan")
    try OrchestrationDirective.admit(
      request: JSONValue(parsing: Array(#"{"messages":[{}],"stream":false}"#.utf8)))
  }

  @Test(
    "O-110: a mode inside a message counts where the request names none",
    arguments: [
      (DirectiveMode.vote, OrchestrationMode.vote), (.refine, .refine), (.routing(.planning), .planning),
      (.routing(.adversarial), .adversarial), (.routing(.cheap), .planning), (.routing(.thompson), .planning),
    ])
  func inBand(mode: DirectiveMode, expected: OrchestrationMode) throws {
    #expect(try OrchestrationDirective().completed(by: mode).effectiveMode == expected)
    #expect(try OrchestrationDirective(mode: .refine).completed(by: mode).effectiveMode == .refine)
    #expect(try OrchestrationDirective(mode: .planning).completed(by: mode).effectiveMode == .planning)
  }

  @Test("a number set out of range later is found when the plan is made")
  func changed() throws {
    var directive = try OrchestrationDirective()
    directive.iterations = 1_000_000
    #expect(throws: InvalidOrchestration.outOfRange(field: "iterations", lowest: 0, highest: 10)) {
      try OrchestrationPlan.fixture(directive)
    }
  }
}
