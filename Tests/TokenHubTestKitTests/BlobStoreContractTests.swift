import GatewayDoubles
import GatewayState
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

/// A store of files that keeps its contract, and one for each way not to.
@Suite(.offThePool) struct BlobStoreContractTests {
  private struct BrokenStore: BlobStore {
    let store = BlobStoreContractTests.sound()
    let broken: BlobStoreContract.Clause
    let kept = SharedValue<[String: Blob]>([:])

    func store(_ blob: Blob) async throws(BlobStoreFailure) -> String {
      switch broken {
      case .filesAreKept: return try await store.store(Blob(bytes: blob.bytes, mediaType: "image/png"))
      case .idsAreNew:
        kept.withLock { $0["one"] = blob }
        return "one"
      case .bearsManyAtOnce:
        let id = "\(kept.withLock { $0.count })"
        await Task.yield()
        kept.withLock { $0[id] = blob }
        return id
      default: return try await store.store(blob)
      }
    }

    func blob(_ id: String) async throws(BlobStoreFailure) -> Blob? {
      switch broken {
      case .idsAreNew, .bearsManyAtOnce: return kept.withLock { $0[id] }
      case .othersAreUnknown where id == "nobody": return Blob(bytes: [], mediaType: "")
      default: return try await store.blob(id)
      }
    }

    func address(of id: String) async -> String? {
      broken == .addressesAreOfOneFile ? "https://files.example/" : await store.address(of: id)
    }

    func remove(_ id: String) async throws(BlobStoreFailure) {
      if broken == .bearsManyAtOnce { kept.withLock { $0[id] = nil } }
      if broken != .removalIsWhole { try await store.remove(id) }
    }
  }

  private static func sound() -> MemoryBlobStore {
    MemoryBlobStore(
      time: VirtualTime(), random: SeededBytes(), byteLimit: 1 << 22, address: { "https://files.example/\($0)" })
  }

  @Test("the store in memory keeps every clause", arguments: BlobStoreContract.Clause.allCases)
  func sound(clause: BlobStoreContract.Clause) async {
    #expect(await BlobStoreContract(make: { Self.sound() }).run([clause]) == [])
  }

  @Test("a store that breaks a clause is found by that clause", arguments: BlobStoreContract.Clause.allCases)
  func broken(clause: BlobStoreContract.Clause) async {
    let found = await BlobStoreContract(make: { BrokenStore(broken: clause) }).run([clause])
    #expect(Set(found.map(\.clause)) == [clause.rawValue])
  }
}
