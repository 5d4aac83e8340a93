import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// A store whose documents are not what was stored is opened or refused, and what opens still answers.
@Suite(.offThePool, .serialized) struct StoreFuzzTests {
  private static let collections: [StateCollection] = [
    .providers, .models, .aliases, .plans, .apiKeys, .settings, .vault, .jobs, .videoTasks,
  ]

  /// Documents of every collection, as a gateway stores them.
  private func documents() async throws -> [(collection: StateCollection, document: StateDocument)] {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    for entry in RequestCorpus.administrator where ["POST", "PUT", "PATCH"].contains(entry.method) {
      _ = await fixture.admin(entry.method, entry.path, entry.body)
    }
    for entry in RequestCorpus.jobs + RequestCorpus.consumer where entry.contentType == "application/json" {
      _ = await fixture.time.running {
        await fixture.consumer(entry.method, entry.path, key: key, entry.body, maximumFrames: 10)
      }
    }
    await fixture.time.running { await fixture.gateway.close() }
    var all: [(StateCollection, StateDocument)] = []
    for collection in Self.collections {
      all += try await fixture.store.documents(in: collection).map { (collection, $0) }
    }
    return all
  }

  @Test("a gateway opens over broken documents or says why not, and then answers")
  func opening() async throws {
    let documents = try await documents()
    #expect(Set(documents.map(\.collection)).count >= 5)
    var opened = 0
    let runs = try await Fuzzing.run("stores", seconds: 0.6) { generator in
      let store = MemoryStateStore()
      var mutation = JSONMutation(dice: Dice(seed: generator.next()))
      for (collection, document) in documents {
        let body = mutation.dice.chance(0.3) ? mutation.mutated(document.body) : document.body
        let key = mutation.dice.chance(0.03) ? mutation.oddText() : document.key
        try? await store.commit([.put(collection, key: key, body: body)])
      }
      let fixture: GatewayFixture
      do {
        fixture = try await GatewayFixture.open(store: store)
      } catch is GatewayOpeningError {
        return
      }
      opened += 1
      for entry in [RequestCorpus.chat, RequestCorpus.native]
        + RequestCorpus.administrator.filter({ $0.method == "GET" })
      where mutation.dice.chance(0.3) {
        let reply = await fixture.time.running {
          await fixture.send(
            entry.method, entry.path, headers: [.init("Authorization", "Bearer \(GatewayFixture.adminToken)")],
            body: .bytes(Array((entry.body ?? "").utf8)), maximumFrames: 5)
        }
        #expect(reply.status < 500 || reply.status > 501, "\(entry.path): \(reply.text)")
      }
      await fixture.time.running { await fixture.gateway.close() }
    }
    // Most documents are whole, so that some of the gateways open; one seed alone may be of those that don't.
    #expect(opened > 0 || runs == 1)
  }
}
