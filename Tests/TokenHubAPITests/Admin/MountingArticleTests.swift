import Foundation
import GatewayDoubles
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// The requests of the article on mounting go from an empty gateway to an answer.
@Suite(.offThePool) struct MountingArticleTests {
  /// One line of the article: `curl $HOST<path> -H "Authorization: Bearer $<who>" -d '<body>'`.
  private struct Line {
    var path: String
    var isAdmin: Bool
    var body: String

    init?(_ line: Substring) {
      guard let match = try? /curl \$HOST(\S+) -H "Authorization: Bearer \$(ADMIN|KEY)" -d '(.+)'/.wholeMatch(in: line)
      else { return nil }
      (path, isAdmin, body) = (String(match.1), match.2 == "ADMIN", String(match.3))
    }
  }

  @Test("H-201, H-301, H-320, H-501, H-135: five requests set a vault up, register provider, model and key, and chat")
  func firstSteps() async throws {
    let article = try Repository.text(of: "Docs/TokenHubAPI.docc/Mounting.md")
    let lines = article.split(separator: "\n").filter { $0.hasPrefix("curl ") }
    let steps = lines.compactMap { Line($0) }
    try #require(steps.count == 5 && lines.count == 5)
    let fixture = try await GatewayFixture.open(
      registry: nil,
      configure: { configuration, ports in
        configuration.directory = ModelDirectory()
        ports.cipher = ToyCipher()
      })
    var key = ""
    for step in steps {
      let reply = await fixture.time.running {
        [key] in
        step.isAdmin
          ? await fixture.admin("POST", step.path, step.body)
          : await fixture.consumer("POST", step.path, key: key, step.body)
      }
      #expect((200...201).contains(reply.status), "\(step.path): \(reply.text)")
      // The vault is open, so the provider's key is kept.
      if step.path.hasSuffix("providers") { #expect(reply.json["warning"] == nil, "\(reply.text)") }
      if step.path.hasSuffix("apikeys") { key = try #require(reply.json["key"]?.string) }
      if !step.isAdmin { #expect(reply.json["choices"]?.elements?.count == 1, "\(reply.text)") }
    }
    let sent = fixture.transport.requests
    #expect(sent.last?.url == "https://api.openai.com/v1/chat/completions")
    let body = try JSONValue(parsing: try #require(sent.last?.body))
    #expect(body["model"]?.string == "gpt-4o")
  }
}
