internal import GatewayState
internal import RoutingCore

/// Asks a store things, for the clauses of its contract.
struct StateStoreProbe: Sendable {
  let store: any StateStore

  static let collection = StateCollection.models
  static let log = StateLog.audit

  /// Makes a put of a number.
  static func put(_ key: String, _ number: Int, expecting: Int? = nil) -> StateChange {
    .put(collection, key: key, body: JSONValue(.integer(number)), expecting: expecting)
  }

  static func append(_ id: String, at milliseconds: Int, to log: StateLog = log) -> StateChange {
    .append(log, StateLogEntry(id: id, milliseconds: milliseconds, body: JSONValue(.string(id))))
  }

  /// Key, version and number of all documents, in their order.
  func seen(in collection: StateCollection = collection) async throws -> [String] {
    try await store.documents(in: collection).map { "\($0.key) \($0.version) \($0.body.text)" }
  }

  func ids(of log: StateLog = log, offset: Int = 0, limit: Int = 100) async throws -> [String] {
    try await store.entries(of: log, offset: offset, limit: limit).entries.map(\.id)
  }

  /// The failure of a commit, or nil where it is made.
  func failure(_ changes: [StateChange]) async -> StateStoreFailure? {
    do throws(StateStoreFailure) {
      try await store.commit(changes)
      return nil
    } catch { return error }
  }
}

// MARK: - Documents

extension StateStoreProbe {
  func checkDocuments(_ findings: inout Findings) async throws {
    findings.expect(try await seen(), is: [], "a new store")
    findings.expect(try await store.document("a", in: Self.collection), is: nil, "a document that was never put")
    try await store.commit([])
    try await store.commit([Self.put("a", 1), Self.put("b", 2)])
    try await store.commit([Self.put("a", 3)])
    findings.expect(try await seen(), is: ["a 2 3", "b 1 2"], "what was put")
    let document = try await store.document("a", in: Self.collection)
    findings.expect(
      document, is: StateDocument(key: "a", version: 2, body: JSONValue(.integer(3))), "one of the documents")
    findings.expect(try await store.document("", in: Self.collection), is: nil, "a document that was never put")
  }

  func checkVersions(_ findings: inout Findings) async throws {
    let steps: [(expected: Int?, isTaken: Bool)] = [
      (1, false), (-1, false), (0, true), (0, false), (2, false), (1, true), (1, false), (nil, true), (3, true),
    ]
    var version = 0
    for (number, step) in steps.enumerated() {
      let failure = await failure([Self.put("a", number, expecting: step.expected)])
      let expected = step.expected.map(String.init) ?? "any"
      findings.expect(
        failure, is: step.isTaken ? nil : .conflict("a"), "the answer to \(expected) expected where \(version) stands")
      if step.isTaken { version += 1 }
      let seen = try await store.document("a", in: Self.collection)?.version ?? 0
      findings.expect(seen, is: version, "the version")
    }
  }

  func checkWholeness(_ findings: inout Findings) async throws {
    try await store.commit([Self.put("a", 1), Self.append("x", at: 1)])
    let good: [StateChange] = [
      Self.put("a", 2), Self.put("b", 2), .remove(Self.collection, key: "a"), Self.append("y", at: 2),
    ]
    for place in 0...good.count {
      var changes = good
      changes.insert(Self.put("c", 3, expecting: 9), at: place)
      findings.expect(await failure(changes), is: .conflict("c"), "the answer to a commit with one wrong version")
      findings.expect(try await seen(), is: ["a 1 1"], "what is left by a commit that was refused")
      findings.expect(try await ids(), is: ["x"], "the log after a commit that was refused")
    }
  }

  func checkChanges(_ findings: inout Findings) async throws {
    try await store.commit([
      Self.put("a", 1, expecting: 0), Self.put("a", 2, expecting: 1), Self.put("b", 1),
      .remove(Self.collection, key: "b"), Self.put("b", 3, expecting: 0),
    ])
    findings.expect(try await seen(), is: ["a 2 2", "b 1 3"], "what one commit put, removed and put again")
    let late = [StateChange.remove(Self.collection, key: "a"), Self.put("a", 4, expecting: 2)]
    findings.expect(await failure(late), is: .conflict("a"), "the answer to a version that the same commit removed")
  }

  func checkOrder(_ findings: inout Findings) async throws {
    // In the order of their bytes; the third and the fifth look alike.
    let keys = ["", "B", "a", "a\u{0}", "e\u{301}", "z", "\u{E9}", "\u{FB01}", "\u{1F600}"]
    for place in [4, 0, 8, 2, 6, 1, 7, 3, 5] { try await store.commit([Self.put(keys[place], place)]) }
    let seen = try await store.documents(in: Self.collection)
    findings.expect(seen.map { Array($0.key.utf8) }, is: keys.map { Array($0.utf8) }, "the order of the keys")
    for (place, key) in keys.enumerated() {
      let body = try await store.document(key, in: Self.collection)?.body.integer
      findings.expect(body, is: place, "the document of the key \(Array(key.utf8))")
    }
  }

  func checkRemoval(_ findings: inout Findings) async throws {
    try await store.commit([Self.put("a", 1), Self.put("b", 1)])
    try await store.commit([Self.put("a", 2)])
    for _ in 0..<2 {
      findings.expect(
        await failure([.remove(Self.collection, key: "a")]), is: nil, "the answer to a removal")
      findings.expect(try await seen(), is: ["b 1 1"], "what is left by a removal")
      findings.expect(try await store.document("a", in: Self.collection), is: nil, "a document that was removed")
    }
    findings.expect(await failure([Self.put("a", 3, expecting: 0)]), is: nil, "the answer to putting it again")
    findings.expect(try await seen(), is: ["a 1 3", "b 1 1"], "what was put after a removal")
  }

  func checkNames(_ findings: inout Findings) async throws {
    let (one, other) = (StateCollection("alpha"), StateCollection("beta"))
    try await store.commit([
      .put(one, key: "a", body: 1), .put(other, key: "a", body: 2), Self.append("x", at: 1, to: StateLog("alpha")),
      Self.append("y", at: 1, to: StateLog("beta")),
    ])
    try await store.commit([.remove(one, key: "a")])
    findings.expect(try await seen(in: one), is: [], "a collection whose document was removed")
    findings.expect(try await seen(in: other), is: ["a 1 2"], "another collection")
    _ = try await store.prune(StateLog("alpha"), before: 100)
    findings.expect(try await ids(of: StateLog("alpha")), is: [], "a log that was pruned")
    findings.expect(try await ids(of: StateLog("beta")), is: ["y"], "another log")
  }
}
