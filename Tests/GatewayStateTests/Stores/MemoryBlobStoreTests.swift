import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct MemoryBlobStoreTests {
  /// Dice that always fall the same way.
  private struct LoadedDice: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xAB, count: count) }
  }

  private static func blob(_ count: Int) -> Blob {
    Blob(bytes: [UInt8](repeating: 1, count: count), mediaType: "image/png")
  }

  @Test("files have room up to the limit, one that does not fit is refused and nothing else goes")
  func limit() async throws {
    let store = MemoryBlobStore(time: VirtualTime(), random: LoadedDice(), byteLimit: 100)
    let first = try await store.store(Self.blob(60))
    await #expect(throws: BlobStoreFailure.self) { try await store.store(Self.blob(41)) }
    let second = try await store.store(Self.blob(40))
    #expect(store.byteCount == 100)
    _ = try await store.store(Self.blob(0))
    await #expect(throws: BlobStoreFailure.self) { try await store.store(Self.blob(1)) }
    try await store.remove(first)
    try await store.remove(first)
    #expect(store.byteCount == 40)
    _ = try await store.store(Self.blob(60))
    #expect(try await store.blob(second) == Self.blob(40))
  }

  @Test("a file is there until its time is over, and its room is free then")
  func expiry() async throws {
    let time = VirtualTime()
    let store = MemoryBlobStore(
      time: time, random: LoadedDice(), byteLimit: 100, lifetime: 1000, address: { "https://files.example/\($0)" })
    let first = try await store.store(Self.blob(60))
    await time.advance(by: 600)
    let second = try await store.store(Self.blob(40))
    await time.advance(by: 399)
    #expect(try await store.blob(first) != nil)
    #expect(await store.address(of: first) == "https://files.example/\(first)")
    await time.advance(by: 1)
    #expect(await store.address(of: first) == nil)
    #expect(try await store.blob(first) == nil)
    #expect(try await store.blob(second) != nil)
    #expect(store.byteCount == 40)
    _ = try await store.store(Self.blob(60))
    await time.advance(by: 1000)
    #expect(store.byteCount == 0)
  }

  @Test("ids differ though the dice fall the same way, and are names that can stand in an address")
  func ids() async throws {
    let store = MemoryBlobStore(time: VirtualTime(), random: LoadedDice())
    var ids: Set<String> = []
    for _ in 0..<300 {
      let id = try await store.store(Self.blob(1))
      ids.insert(id)
      #expect(id.hasPrefix("file_" + String(repeating: "ab", count: 16)))
      #expect(id.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) })
    }
    #expect(ids.count == 300)
    for id in ids.sorted().dropLast() { try await store.remove(id) }
    #expect(store.byteCount == 1)
  }

  @Test("any storing, removing and waiting leaves exactly the files whose time is not over")
  func law() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<30 {
      var files = BoundedFiles(byteLimit: 300)
      var model: [(id: String, size: Int, end: Int)] = []
      var now = 0
      for _ in 0..<80 {
        now += generator.index(below: 3)
        model.removeAll { $0.end <= now }
        files.expire(at: Moment(milliseconds: Double(now)))
        switch generator.index(below: 3) {
        case 0 where !model.isEmpty:
          let place = generator.index(below: model.count)
          files.remove(model.remove(at: place).id)
        default:
          let size = generator.index(below: 80)
          let fits = model.reduce(0) { $0 + $1.size } + size <= 300
          let end = Moment(milliseconds: Double(now + 20))
          let id = try? files.add(Self.blob(size), name: "", until: end)
          #expect((id != nil) == fits)
          if let id { model.append((id, size, now + 20)) }
        }
        #expect(files.byteCount == model.reduce(0) { $0 + $1.size })
        #expect(model.allSatisfy { files.blob($0.id)?.bytes.count == $0.size })
      }
    }
  }
}
