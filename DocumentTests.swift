import RoutingCore
import RoutingTestSupport
import Testing

/// What the documents show compiles, runs and answers as they say.
@Suite struct DocumentTests {
  /// Each document with the file of this target that holds its code.
  static let documents = [
    (document: "Docs/RoutingCore.docc/GettingStarted.md", code: "GettingStartedExample.swift")
  ]

  @Test("every Swift block of a document stands in a compiled file", arguments: documents)
  func blocksAreCompiled(document: String, code: String) throws {
    let text = try Repository.text(of: document)
    let source = try Repository.text(of: "Tests/DocumentationTests/\(code)")
    #expect(!CodeBlocks.swift(in: text).isEmpty)
    #expect(CodeBlocks.missing(from: source, shownIn: text) == [])
  }

  @Test("a block that differs from the compiled file by a word is found, and indentation does not matter")
  func differenceIsFound() {
    let source = "func f() {\n    let a = 1\n    let b = 2\n}\n"
    let document = """
      ```swift
      let a = 1
      let b = 2
      ```
      ```json
      let c = 3
      ```
        ```swift
        let a = 1
        let b = 3
        ```
      """
    #expect(CodeBlocks.swift(in: document).count == 2)
    #expect(CodeBlocks.missing(from: source, shownIn: document) == ["  let a = 1\n  let b = 3"])
  }

  @Test("GettingStarted: the first decision is the cheap model")
  func firstDecision() throws {
    let (engine, request, verdict) = try GettingStartedExample.firstDecision()
    let answer = "acme/small at acme, about 0.0006496 USD (routed-weight-4)"
    #expect(GettingStartedExample.describe(verdict) == answer)
    #expect(try Repository.text(of: "Docs/RoutingCore.docc/GettingStarted.md").contains(answer))
    let decision = try #require(verdict.decision)
    #expect(decision.fallbacks == ["acme/large"])
    #expect(decision.propensity == 1)

    let health = GettingStartedExample.health(after: decision, engine: engine, now: Moment(milliseconds: 1000))
    #expect(health.readings.map(\.latency) == [420])
    let choice = GettingStartedExample.fastPath(engine: engine, request: request, health: health)
    #expect(choice.map { engine.registry[$0.model].id } == decision.model)
  }

  @Test("GettingStarted: the refusal names every failed filter of every model, as the article prints it")
  func refusal() throws {
    let engine = try GettingStartedExample.firstDecision().engine
    let health = HealthSnapshot(of: engine.registry)
    let reasons = GettingStartedExample.refusal(engine: engine, health: health)
    #expect(reasons.count == 2)
    let article = try Repository.text(of: "Docs/RoutingCore.docc/GettingStarted.md")
    #expect(reasons.allSatisfy { article.contains($0) })
    let verdict = engine.decide(RoutingRequest(inputTokens: 300_000), policy: RoutingPolicy(), health: health)
    #expect(GettingStartedExample.describe(verdict) == "no eligible models registered")
  }
}
