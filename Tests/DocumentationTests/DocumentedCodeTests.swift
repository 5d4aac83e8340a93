import Foundation
import FoundationTransport
import JournalStore
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Code in the documentation is code that compiles and does what the text says.
@Suite struct DocumentedCodeTests {
  /// A document, and the source that holds its code.
  private static let documents = [
    ("Docs/RoutingCore.docc/GettingStarted.md", "Tests/DocumentationTests/GettingStartedExample.swift"),
    ("Docs/Routing.docc/SendingRequests.md", "Tests/DocumentationTests/SendingExample.swift"),
    ("Docs/TokenHubAPI.docc/Mounting.md", "Tests/DocumentationTests/MountingExample.swift"),
    ("README.md", "Tests/DocumentationTests/ReadmeExample.swift"),
  ]

  /// The Swift blocks of a document, line by line without indentation.
  private static func blocks(in document: String) -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```swift"
        if isInside { blocks.append([]) }
      } else if isInside {
        blocks[blocks.count - 1].append(trimmed(line))
      }
    }
    return blocks
  }

  private static func trimmed(_ line: Substring) -> String { String(line.drop { $0 == " " }) }

  /// Whether some lines stand together in a source.
  private static func holds(_ source: [String], _ block: [String]) -> Bool {
    source.indices.contains { source[$0...].starts(with: block) }
  }

  @Test("every Swift block stands word for word in a file that is compiled and run", arguments: documents)
  func compiled(document: String, source: String) throws {
    let blocks = Self.blocks(in: try Repository.text(of: document))
      .filter { !$0.contains { $0.hasPrefix(".package(") || $0.hasPrefix(".product(") } }
    let lines = try Repository.text(of: source).split(separator: "\n", omittingEmptySubsequences: false).map(
      Self.trimmed)
    #expect(!blocks.isEmpty)
    for block in blocks { #expect(Self.holds(lines, block), "\(document): \(block.first ?? "")") }
  }

  @Test("the check sees a block that is not in the source")
  func checkCanFail() {
    let blocks = Self.blocks(in: "text\n```swift\nlet a = 1\n  f()\n```\n```\nnot code\n```\n")
    #expect(blocks == [["let a = 1", "f()"]])
    #expect(Self.holds(["{", "let a = 1", "f()", "}"], blocks[0]))
    #expect(!Self.holds(["let a = 1", "g()"], blocks[0]))
  }

  @Test("the getting-started article tells what happens")
  func gettingStarted() throws {
    let seen = try GettingStartedExample.run()
    #expect(seen.verdict.decision?.model == "acme/small")
    #expect(seen.verdict.decision?.fallbacks == ["globex/large"])
    #expect(seen.later.decision?.model == "globex/large")
    #expect(seen.explanation.excluded.map { $0.reasons.map(\.name) } == [["context_overflow"], ["budget_exceeded"]])
  }

  @Test(
    "the article on sending does what it tells, over real connections and through each adapter",
    .timeLimit(.minutes(60))
  )
  func sending() async throws {
    let seen = try await SendingExample.run(try LocalServer.shared.url)
    #expect(seen.answers.map(\.summary.model) == ["alibaba/qwen", "anthropic/large", "local/llama", "openai/small"])
    #expect(seen.answers.allSatisfy { $0.text == "Hello, wörld!" && $0.summary.reason == .hintExact })
    #expect(seen.pieces.joined() == "Hello, wörld!" && seen.pieces.count > 4)
    guard case .answered(let summary)? = seen.outcome else { return #expect(Bool(false), "the stream has no end") }
    #expect(summary.model == "anthropic/large")
    // Three voters and a judge, whose reply is no number: the best-ranked answer stands.
    #expect(seen.vote?.calls.count == 4)
    #expect(try seen.vote?.result.get().reason == .orchestration(.voteJudgeFailed))
  }

  @Test("the README's example decides")
  func readme() throws {
    #expect(try ReadmeExample.run().decision != nil)
  }

  @Test("the README's dispatcher answers")
  func readmeAnswers() async throws {
    let registry = try ModelRegistry(
      models: [Model(id: "p/m", provider: "p")], providers: [Provider(id: "p", type: .openAI)])
    let clock = SystemTimeSource()
    let connection = ProviderConnection(
      credential: .secret(try #require(ProviderSecret("key"))), transport: FoundationHTTPTransport(), clock: clock)
    let provider = OpenAIProvider(baseURL: try LocalServer.shared.url, connection: connection)
    let answer = try await ReadmeExample.answer(
      try Router(RouterConfiguration(registry: registry)), ["p": provider], clock, RoutingRequest(inputTokens: 5),
      CallPayload(messages: [ChatMessage(.user, "Say hello.")]))
    #expect(answer.summary.model == "p/m" && AnswerText(of: answer.reply.body).text == "Hello, wörld!")
  }

  @Test("the article on mounting gives a gateway that makes a key and knows it, and a folder that is free afterwards")
  func mounting() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (gateway, store) = try await MountingExample.open(folder.path, "a token of the article")
    guard case .bytes(let bytes) = await MountingExample.issue(gateway, "a token of the article").body else {
      return #expect(Bool(false), "a key is no stream")
    }
    let key = try #require(JSONValue(parsing: bytes)["key"]?.string)
    // Nobody is registered yet, so the key is known and the model is not.
    let head = MountingExample.Head(
      method: "POST", path: "/v1/chat/completions", fields: [("Authorization", "Bearer \(key)")],
      remoteAddress: "192.0.2.1")
    let answer = await MountingExample.answer(
      gateway, head, Array(#"{"model": "m", "messages": [{"role": "user", "content": "hi"}]}"#.utf8))
    #expect(try JSONValue(parsing: answer.body)["error"]?["code"]?.string == "model_not_found")
    #expect(answer.status == 404 && answer.fields.contains { $0.name == "X-Request-ID" })
    await MountingExample.serve(gateway, store) {}
    // Gateway and store are still there, and the folder can be had all the same.
    try withExtendedLifetime((gateway, store)) { _ = try JournalStateStore(folder: folder.path) }
  }
}
