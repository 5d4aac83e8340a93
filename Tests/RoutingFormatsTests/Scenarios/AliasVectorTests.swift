import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// The recorded picks of another engine (Tests/Fixtures/README.md).
@Suite(.offThePool) struct AliasVectorTests {
  @Test("R-631, R-632, R-633, R-634: all 912 recorded picks of another engine's aliases come out the same")
  func recordedPicks() throws {
    var counts: [String: Int] = [:]
    for line in try Repository.bytes(of: "Tests/Fixtures/alias.jsonl").split(separator: 0x0A).map(Array.init) {
      let vector = JSONField(try JSONValue(parsing: line))
      let kind = try vector.required("kind").string()
      counts[kind, default: 0] += 1
      switch kind {
      case "resolve": try checkResolve(vector)
      case "request": try checkRequest(vector)
      case "round_robin": try checkRoundRobin(vector)
      case "validate": try checkValidate(vector)
      default: Issue.record("unknown kind \(kind)")
      }
    }
    #expect(counts == ["resolve": 831, "request": 74, "round_robin": 3, "validate": 4])
  }

  /// Resolves names over a registry that holds the variants of one alias.
  private struct Subject {
    let alias: ModelAlias
    let resolver: ReferenceResolver
    var turns = ReferenceTurns()

    init(_ vector: JSONField) throws {
      alias = try ModelAlias(vector.required("alias"))
      let models = alias.variants.map { Model(id: $0.model, provider: "p") }
      resolver = try ReferenceResolver(
        try ModelRegistry(models: models, providers: [Provider(id: "p")]), ModelDirectory(aliases: [alias]))
    }

    /// The model that a name stands for, and whether the alias was applied; an unknown name stays as it is.
    mutating func target(of name: String, id: String, apiKey: String?) -> (target: String, isApplied: Bool) {
      let request = RoutingRequest(id: id, apiKey: apiKey, inputTokens: 1, hint: ModelReference(name))
      switch resolver.resolve(request, turns: &turns, seed: 0) {
      case .models(let found):
        return (found.models.map { resolver.registry[$0].id.text }.joined(separator: ","), found.aliasFrom == name)
      case .none, .unknown: return (name, false)
      }
    }
  }

  private func checkResolve(_ vector: JSONField) throws {
    var subject = try Subject(vector)
    let key = try vector.required("key").string()
    #expect(try Int(StableHash.fnv1a32(key)) == vector.required("fnv1a32").int())
    #expect(try subject.alias.bucket(forKey: key) == vector.required("bucket").int())
    let (target, isApplied) = subject.target(of: subject.alias.name, id: key, apiKey: key)
    #expect(try target == vector.required("target").string())
    #expect(try isApplied == vector.required("applied").bool())
  }

  private func checkRequest(_ vector: JSONField) throws {
    var subject = try Subject(vector)
    let id = try vector.required("request_id").string()
    // What is not a string is no API key.
    let apiKey = try? vector.optional("meta")?.optional("api_key_id")?.string()
    let name = try vector.optional("name")?.string() ?? subject.alias.name
    let (target, isApplied) = subject.target(of: name, id: id, apiKey: apiKey)
    #expect(try target == vector.required("target").string())
    #expect(try isApplied == vector.required("applied").bool())
    if isApplied {
      let keyUsed = try vector.required("key_used").string()
      let alias = subject.alias
      #expect(target == alias.variant(inBucket: alias.bucket(forKey: keyUsed))?.model.text)
    }
  }

  private func checkRoundRobin(_ vector: JSONField) throws {
    var subject = try Subject(vector)
    let expected = try vector.required("sequence").elements().map { try $0.string() }
    #expect(expected.count == 24)
    let served = expected.indices.map { number in
      subject.target(of: subject.alias.name, id: "r\(number)", apiKey: nil).target
    }
    #expect(served == expected)
  }

  private func checkValidate(_ vector: JSONField) throws {
    var isValid = true
    do { _ = try Subject(vector) } catch is FormatError { isValid = false }
    #expect(try isValid == vector.required("ok").bool())
  }
}
