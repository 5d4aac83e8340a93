public import GatewayState
public import RoutingTestKit

/// Checks a `BlobStore` against what its protocol asks.
///
/// An empty array means that every clause holds. `make` gives a store with room for a few megabytes, whose files do not expire while
/// this runs.
public struct BlobStoreContract: Sendable {
  /// What a store is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// A file that was stored is there, byte by byte and with its media type.
    case filesAreKept
    /// No id is given twice, not even for the same file, or after one was removed.
    case idsAreNew
    /// A file that was removed is gone, the others are not, and it may be removed twice.
    case removalIsWhole
    /// An id that was never given has neither file nor address.
    case othersAreUnknown
    /// An address stays the same, is no other file's, and goes with its file.
    case addressesAreOfOneFile
    /// Many tasks may store, read and remove at once.
    case bearsManyAtOnce
  }

  private let make: @Sendable () async throws -> any BlobStore

  /// Makes a contract for the stores that `make` gives.
  public init(make: @escaping @Sendable () async throws -> any BlobStore) { self.make = make }

  /// Checks the clauses, each with a store of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let seen = await findings { findings in
        let store = try await make()
        switch clause {
        case .filesAreKept: try await checkFiles(store, &findings)
        case .idsAreNew: try await checkIDs(store, &findings)
        case .removalIsWhole: try await checkRemoval(store, &findings)
        case .othersAreUnknown: try await checkOthers(store, &findings)
        case .addressesAreOfOneFile: try await checkAddresses(store, &findings)
        case .bearsManyAtOnce: try await checkConcurrency(store, &findings)
        }
      }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private static func blob(_ number: Int) -> Blob {
    Blob(bytes: (0..<100).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }, mediaType: "image/png")
  }

  private func checkFiles(_ store: any BlobStore, _ findings: inout Findings) async throws {
    let blobs = [
      Blob(bytes: [], mediaType: "text/plain"), Blob(bytes: Array(0...255), mediaType: "image/png"),
      Blob(bytes: [0, 0, 13, 10, 255], mediaType: ""),
      Blob(bytes: [UInt8](repeating: 7, count: 1 << 20), mediaType: "video/mp4; codecs=\"avc1\""),
    ]
    var ids: [String] = []
    for blob in blobs { ids.append(try await store.store(blob)) }
    for (id, blob) in zip(ids, blobs) {
      let seen = try await store.blob(id)
      findings.expect(seen?.mediaType, is: blob.mediaType, "the media type of a file of \(blob.bytes.count) bytes")
      findings.expect(seen?.bytes == blob.bytes, "a file of \(blob.bytes.count) bytes comes back with others")
    }
  }

  private func checkIDs(_ store: any BlobStore, _ findings: inout Findings) async throws {
    var ids: Set<String> = []
    for number in 0..<100 {
      let id = try await store.store(Self.blob(0))
      findings.expect(ids.insert(id).inserted, "the id \(id) was given twice")
      findings.expect(!id.isEmpty, "an id is empty")
      if number.isMultiple(of: 2) { try await store.remove(id) }
    }
  }

  private func checkRemoval(_ store: any BlobStore, _ findings: inout Findings) async throws {
    let (one, other) = (try await store.store(Self.blob(1)), try await store.store(Self.blob(1)))
    for _ in 0..<2 {
      try await store.remove(one)
      findings.expect(try await store.blob(one), is: nil, "a file that was removed")
      findings.expect(try await store.blob(other) == Self.blob(1), "a file went with another that was like it")
    }
  }

  private func checkOthers(_ store: any BlobStore, _ findings: inout Findings) async throws {
    let id = try await store.store(Self.blob(1))
    for other in ["", "nobody", id + "0", String(id.dropLast()), id.uppercased() + "/..", "../" + id, id + "\u{0}"] {
      findings.expect(try await store.blob(other), is: nil, "the file of an id that was never given")
      findings.expect(await store.address(of: other), is: nil, "the address of an id that was never given")
      try await store.remove(other)
    }
    findings.expect(
      try await store.blob(id) == Self.blob(1), "a file is gone after others were removed that never were")
  }

  private func checkAddresses(_ store: any BlobStore, _ findings: inout Findings) async throws {
    let (one, other) = (try await store.store(Self.blob(1)), try await store.store(Self.blob(2)))
    let address = await store.address(of: one)
    findings.expect(await store.address(of: one), is: address, "the address, asked for again,")
    let another = await store.address(of: other)
    findings.expect((address == nil) == (another == nil), "one file has an address, and another has none")
    findings.expect(address == nil || address != another, "two files have one address")
    try await store.remove(one)
    findings.expect(await store.address(of: one), is: nil, "the address of a file that was removed")
    findings.expect(await store.address(of: other), is: another, "the address of a file after another was removed")
  }

  private func checkConcurrency(_ store: any BlobStore, _ findings: inout Findings) async throws {
    let complaints = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          var wrong = 0
          for turn in 0..<25 {
            let blob = Self.blob(task * 100 + turn)
            let id = try await store.store(blob)
            await Task.yield()
            if try await store.blob(id) != blob { wrong += 1 }
            try await store.remove(id)
            if try await store.blob(id) != nil { wrong += 1 }
          }
          return wrong
        }
      }
      return try await group.reduce(0, +)
    }
    findings.expect(complaints, is: 0, "the number of wrong answers to eight tasks at once")
  }
}
