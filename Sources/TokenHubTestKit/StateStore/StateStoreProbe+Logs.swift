internal import GatewayState
internal import RoutingCore

extension StateStoreProbe {
  func checkEntries(_ findings: inout Findings) async throws {
    findings.expect(
      try await store.entries(of: Self.log, offset: 0, limit: 10), is: StateLogPage(entries: [], total: 0), "a new log")
    // Not in the order of their moments.
    for (number, moment) in [50, 10, 40, 20, 30].enumerated() {
      try await store.commit([Self.append("\(number)a", at: moment), Self.append("\(number)b", at: moment)])
    }
    let all = ["4b", "4a", "3b", "3a", "2b", "2a", "1b", "1a", "0b", "0a"]
    for (offset, limit) in [(0, 100), (0, 10), (0, 3), (3, 4), (9, 5), (10, 5), (1000, 5), (2, 0), (0, .max)] {
      let page = try await store.entries(of: Self.log, offset: offset, limit: limit)
      let asked = Array(all.dropFirst(offset).prefix(limit))
      findings.expect(page.entries.map(\.id), is: asked, "the page of \(limit) after \(offset)")
      findings.expect(page.total, is: all.count, "the number of entries beside the page of \(limit) after \(offset)")
    }
    let first = try await store.entries(of: Self.log, offset: 0, limit: 1).entries
    findings.expect(
      first, is: [StateLogEntry(id: "4b", milliseconds: 30, body: JSONValue(.string("4b")))], "the newest entry")
  }

  func checkPruning(_ findings: inout Findings) async throws {
    findings.expect(try await store.prune(Self.log, before: 100), is: 0, "the count of pruning a new log")
    try await store.commit([50, 10, -5, 20, 30].map { Self.append("\($0)", at: $0) })
    findings.expect(try await store.prune(Self.log, before: -5), is: 0, "the count of pruning what is not older")
    findings.expect(try await store.prune(Self.log, before: 20), is: 2, "the count of pruning two entries")
    findings.expect(try await ids(), is: ["30", "20", "50"], "what pruning leaves")
    try await store.commit([Self.append("1", at: 1)])
    findings.expect(try await ids(), is: ["1", "30", "20", "50"], "the log after another entry")
    findings.expect(try await store.prune(Self.log, before: .max), is: 4, "the count of pruning everything")
    findings.expect(
      try await store.entries(of: Self.log, offset: 0, limit: 9).total, is: 0, "the number of entries after all")
  }

  func checkBodies(_ findings: inout Findings) async throws {
    let bodies: [JSONValue] = [
      .null, true, JSONValue(.integer(.max)), JSONValue(.integer(.min)), JSONValue(.number(0.1)),
      JSONValue(.number(1e300)), JSONValue(.number(-0x1p-1074)), "", "\u{0}\n\r\t\"\\\u{2028}é\u{1F600}", [],
      [[], [1, "a"]],
      JSONValue(object: [:]), JSONValue(object: ["b": 1, "a": JSONValue(object: ["": .null])]),
      Self.nested(JSONScanner.maximumDepth), JSONValue(.string(String(repeating: "long ", count: 50_000))),
    ]
    for (number, body) in bodies.enumerated() {
      let name = String(body.text.prefix(40))
      let entry = StateLogEntry(id: "\(number)", milliseconds: number, body: body)
      try await store.commit([.put(Self.collection, key: "\(number)", body: body), .append(Self.log, entry)])
      let document = try await store.document("\(number)", in: Self.collection)
      findings.expect(document?.body == body, "the body \(name) of a document comes back as another")
      let newest = try await store.entries(of: Self.log, offset: 0, limit: 1).entries
      findings.expect(newest == [entry], "the body \(name) of an entry comes back as another")
    }
    // As text has them.
    try await store.commit([.put(Self.collection, key: "lines", body: JSONValue(.number(2), line: 7))])
    let plain = try await store.document("lines", in: Self.collection)
    findings.expect(plain?.body, is: JSONValue(.integer(2)), "the body of the number 2.0 in line 7")
    let twice = [JSONValue.Member(name: "a", value: 1), JSONValue.Member(name: "a", value: 2)]
    for (name, body) in [
      ("nested too deep", Self.nested(JSONScanner.maximumDepth + 1)), ("with a name twice", JSONValue(.object(twice))),
    ] {
      guard case .unavailable = await failure([Self.put("more", 1), .put(Self.collection, key: "bad", body: body)])
      else {
        findings.expect(false, "a body \(name) was not refused")
        continue
      }
      let more = try await store.document("more", in: Self.collection)
      findings.expect(more, is: nil, "a document put beside a body \(name)")
    }
  }

  private static func nested(_ depth: Int) -> JSONValue {
    (1..<depth).reduce([]) { inner, _ in JSONValue(.array([inner])) }
  }

  func checkConcurrency(_ findings: inout Findings) async throws {
    try await store.commit([Self.put("left", 0), Self.put("right", 0)])
    let (taskCount, turns) = (8, 20)
    let (made, torn) = try await withThrowingTaskGroup(of: (made: Int, torn: Int).self) { group in
      for _ in 0..<taskCount {
        group.addTask {
          var (made, torn) = (0, 0)
          while made < turns {
            let documents = try await store.documents(in: Self.collection)
            guard documents.count == 2, let number = documents[0].body.integer else { return (made, torn + 1) }
            if documents[0].body != documents[1].body { torn += 1 }
            let version = documents[0].version
            let failure = await failure([
              Self.put("left", number + 1, expecting: version), Self.append("\(number + 1)", at: number),
              Self.put("right", number + 1, expecting: version),
            ])
            switch failure {
            case nil: made += 1
            case .conflict: await Task.yield()
            case .unavailable?: return (made, torn)
            }
          }
          return (made, torn)
        }
      }
      return try await group.reduce(into: (0, 0)) { sum, part in sum = (sum.0 + part.made, sum.1 + part.torn) }
    }
    findings.expect(made, is: taskCount * turns, "the number of commits made by \(taskCount) tasks at once")
    findings.expect(torn, is: 0, "the number of times that a part of a commit was seen")
    findings.expect(try await seen(), is: ["left \(made + 1) \(made)", "right \(made + 1) \(made)"], "the end")
    let ids = try await ids(limit: .max)
    findings.expect(
      ids == (0..<made).map { "\(made - $0)" }, "the log does not have one entry for each commit in order")
  }

  func checkStaying(
    _ findings: inout Findings, _ reopen: @Sendable (any StateStore) async throws -> any StateStore
  ) async throws {
    try await store.commit([Self.put("a", 1), Self.put("b", 1), Self.append("x", at: 1), Self.append("y", at: 2)])
    try await store.commit([Self.put("a", 2), .remove(Self.collection, key: "b")])
    _ = try await store.prune(Self.log, before: 2)
    _ = await failure([Self.put("a", 9), Self.put("a", 9, expecting: 1)])
    let again = StateStoreProbe(store: try await reopen(store))
    findings.expect(try await again.seen(), is: ["a 2 2"], "the documents after opening again")
    findings.expect(try await again.ids(), is: ["y"], "the log after opening again")
    findings.expect(await again.failure([Self.put("a", 3, expecting: 2)]), is: nil, "the answer to a commit afterwards")
  }
}
