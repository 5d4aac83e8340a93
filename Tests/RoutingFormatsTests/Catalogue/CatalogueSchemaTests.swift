import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// The schema of the catalogue document says what the reader does.
@Suite(.offThePool) struct CatalogueSchemaTests {
  private let validator: SchemaValidator

  init() throws {
    validator = try SchemaValidator(Repository.bytes(of: "Docs/Schemas/catalogue.schema.json"))
  }

  /// A document with every member that the schema lists; names refer to the second offer, so that the first may change.
  private static let full = #"""
    {"catalogue_date":"2026-07-01","models":[
    {"id":"maker/m","provider":"h","provider_model_id":"m-1","kind":"chat","name":"M","max_context_tokens":1000,
     "max_output_tokens":100,"status":"active","regions":["eu-west-1 (Dublin)"],
     "price_usd":{"input_per_mtok":2,"output_per_mtok":3,"cached_input_per_mtok":0.5,"cache_write_per_mtok":4,
      "batch_input_per_mtok":1,"batch_output_per_mtok":1.5,"image_output_per_mtok":6,"per_image":7,"per_input_image":8,
      "per_second":9,"per_second_by_resolution":{"720p":10},
      "tiers":[{"above_input_tokens":200,"input_per_mtok":11,"output_per_mtok":12,"cached_input_per_mtok":13}]},
     "supports":{"tools":true,"vision":true,"json_schema":true,"reasoning":true,"prompt_caching":true,
      "audio_input":true,"pdf_input":true,"streaming":true}},
    {"id":"maker/n","provider":"k","provider_model_id":"n","kind":"chat","price_usd":{"input_per_mtok":1}}],
    "aliases":[{"name":"a","variants":[{"model_id":"k/n","weight":21}],"sticky_by":"request","enabled":true}],
    "plans":[{"name":"p","members":["n"],"mode":"cheap","enabled":true}],
    "wildcard_pool":["n"]}
    """#

  private func schemaAccepts(_ text: String) throws -> Bool {
    validator.accepts(try JSONValue(parsing: Array(text.utf8)))
  }

  /// Whether the document can be read and an engine made of it.
  private func readerAccepts(_ text: String) -> Bool {
    (try? CatalogueDocument(parsing: Array(text.utf8)).engine()) != nil
  }

  @Test("the schema uses no keyword that these tests do not check, and ignores no member")
  func keywords() {
    for (name, schema) in validator.schemas() {
      #expect(Set(schema.members.map(\.name)).isSubset(of: SchemaValidator.keywords), "\(name)")
      #expect((schema["properties"] == nil) == (schema["additionalProperties"]?.content != .bool(true)), "\(name)")
    }
  }

  @Test("the shipped catalogue, the full document and the documented example keep to the schema")
  func accepted() throws {
    #expect(try schemaAccepts(Repository.text(of: "Data/models.json")))
    #expect(try schemaAccepts(Self.full))
    #expect(readerAccepts(Self.full))
    #expect(try schemaAccepts(example()))
  }

  /// The document that the article shows.
  private func example() throws -> String {
    let article = try Repository.text(of: "Docs/RoutingFormats.docc/Catalogue.md")
    return try #require(article.text(between: "```json\n", and: "```"))
  }

  @Test(
    "every reference of the documented example is taken for what the article says",
    arguments: [
      ("default", ReferenceKind.alias, nil), ("host/large-1", .exactID, "host/large-1"), ("economy", .plan, nil),
      ("small", .bareName, "host-cn/small-1"), ("Host/small", .nameAtProvider, "host-cn/small-1"),
      ("small-1", .suffix, "host-cn/small-1"), ("*", .wildcard, "host-cn/small-1"),
    ] as [(ModelReference, ReferenceKind, ModelID?)])
  func example(reference: ModelReference, kind: ReferenceKind, model: ModelID?) throws {
    let engine = try CatalogueDocument(parsing: Array(example().utf8)).engine()
    let verdict = engine.decide(
      RoutingRequest(id: "r", inputTokens: 1000, hint: reference), policy: RoutingPolicy(),
      health: HealthSnapshot(of: engine.registry))
    let decision = try #require(verdict.decision)
    #expect(decision.reference?.kind == kind)
    if let model { #expect(decision.model == model) }
  }

  @Test("each member that is left out, null or of another type is refused by both or by neither")
  func everyMember() throws {
    let changes = changes(of: try JSONValue(parsing: Array(Self.full.utf8)), by: validator.root, "")
    let listed = validator.schemas().reduce(0) { $0 + ($1.schema["properties"]?.members.count ?? 0) }
    #expect(changes.count == 3 * listed)
    for change in changes {
      var writer = JSONWriter()
      writer.value(change.value)
      #expect(try schemaAccepts(writer.text) == change.isAccepted, "schema: \(change.what)")
      #expect(readerAccepts(writer.text) == change.isAccepted, "reader: \(change.what)")
    }
  }

  /// A document that differs from another in one member.
  private struct Change {
    let what: String
    let value: JSONValue
    let isAccepted: Bool
  }

  private func changes(of value: JSONValue, by reference: JSONValue, _ path: String) -> [Change] {
    let schema = validator.resolved(reference)
    if let items = schema["items"], let first = value.elements.first {
      return changes(of: first, by: items, "\(path)[0]").map { change in
        let elements = [change.value] + value.elements.dropFirst()
        return Change(what: change.what, value: JSONValue(.array(elements)), isAccepted: change.isAccepted)
      }
    }
    return (schema["properties"]?.members ?? []).flatMap { property -> [Change] in
      let others = value.members.filter { $0.name != property.name }
      func with(_ member: JSONValue?) -> JSONValue {
        JSONValue(.object(others + (member.map { [JSONValue.Member(name: property.name, value: $0)] } ?? [])))
      }
      let what = "\(path).\(property.name)"
      guard let member = value[property.name] else {
        Issue.record("the full document has no \(what)")
        return []
      }
      let isOptional = !(schema["required"]?.texts.contains(property.name) ?? false)
      return [
        Change(what: "\(what) absent", value: with(nil), isAccepted: isOptional),
        Change(what: "\(what) null", value: with(JSONValue(.null)), isAccepted: isOptional),
        // Nothing in a catalogue is a list of lists.
        Change(
          what: "\(what) [[]]", value: with(JSONValue(.array([JSONValue(.array([]))]))), isAccepted: false),
      ]
        + changes(of: member, by: property.value, what).map { change in
          Change(what: change.what, value: with(change.value), isAccepted: change.isAccepted)
        }
    }
  }

  @Test(
    "what lies outside a range or an enumeration is refused by both",
    arguments: [
      (#""id":"maker/m""#, #""id":"""#), (#""provider":"h""#, #""provider":"""#),
      (#""provider_model_id":"m-1""#, #""provider_model_id":"""#), (#""kind":"chat","name""#, #""kind":"song","name""#),
      (#""kind":"chat","name""#, #""kind":"Chat","name""#), (":1000,", ":-1,"), (":1000,", ":1.5,"),
      (":1000,", ":9007199254740994,"), (":100,", ":-1,"), (":2,", ":-0.01,"), (":2,", ":1.1e100,"), (":2,", ":true,"),
      (":0.5,", ":-1,"), (":7,", ":1e101,"), (":10}", ":-1}"), (":10}", ":null}"), (":200,", ":-1,"),
      (":200,", ":0.5,"),
      (":13}", ":-1}"), (#"["eu-west-1 (Dublin)"]"#, "[3]"), (#""tools":true"#, #""tools":1"#), (":21}", ":0}"),
      (":21}", ":-1}"), (":21}", ":1000000001}"), (":21}", ":1.5}"), (#"[{"model_id":"k/n","weight":21}]"#, "[]"),
      (#""model_id":"k/n""#, #""model_id":"""#), (#""name":"a""#, #""name":"""#),
      (#""sticky_by":"request""#, #""sticky_by":"key""#), (#""name":"p""#, #""name":"""#),
      (#""members":["n"]"#, #""members":[]"#), (#""members":["n"]"#, #""members":[3]"#),
      (#""mode":"cheap""#, #""mode":"vote""#), (#""mode":"cheap""#, #""mode":"""#),
      (#""wildcard_pool":["n"]"#, #""wildcard_pool":[null]"#),
    ])
  func refused(part: String, replacement: String) throws {
    #expect(Self.full.contains(part))
    let broken = Self.full.replacing(part, with: replacement)
    #expect(try !schemaAccepts(broken))
    #expect(!readerAccepts(broken))
  }

  @Test(
    "the ends of the ranges, and members that nobody knows, are accepted by both",
    arguments: [
      (":1000,", ":0,"), (":1000,", ":9007199254740992,"), (":1000,", ":5.0,"), (":2,", ":0,"), (":2,", ":1e100,"),
      (":21}", ":1}"), (":21}", ":1000000000}"), (#""sticky_by":"request""#, #""sticky_by":"""#),
      (#""wildcard_pool":["n"]"#, #""wildcard_pool":[],"more":[[]]"#), (#""tools":true"#, #""wings":3"#),
      (":21}", #":21,"note":[]}"#), (#""mode":"cheap""#, #""note":{}"#), (#""input_per_mtok":2"#, #""per_mile":-1"#),
    ])
  func edges(part: String, replacement: String) throws {
    let edge = Self.full.replacing(part, with: replacement)
    #expect(edge != Self.full)
    #expect(try schemaAccepts(edge))
    #expect(readerAccepts(edge))
  }

  @Test("sixteen tiers are accepted by both, and one more by neither", arguments: [16, 17])
  func tiers(count: Int) throws {
    let tiers = (0..<count).map { "{\"above_input_tokens\":\($0)}" }.joined(separator: ",")
    let text = Self.full.replacing("\"tiers\":[", with: "\"tiers\":[\(tiers)],\"more\":[")
    #expect(try schemaAccepts(text) == (count == 16))
    #expect(readerAccepts(text) == (count == 16))
  }

  @Test("enumerations and limits are those of the core")
  func limits() {
    func found(_ path: String...) -> JSONValue {
      // A schema without the member fails below, where it is compared.
      path.reduce(validator.root) { $0[$1] ?? JSONValue(.null) }
    }
    #expect(found("$defs", "offer", "properties", "kind", "enum").texts == ModelKind.allCases.map(\.name))
    let modes = found("$defs", "plan", "properties", "mode", "enum")
    #expect(modes.texts == RoutingMode.allCases.map(\.name))
    let stickiness = found("$defs", "alias", "properties", "sticky_by", "enum")
    #expect(stickiness.texts == AliasStickiness.allCases.map(\.name) + [""])
    let weight = found("$defs", "variant", "properties", "weight")
    #expect(weight["maximum"]?.number == Double(ModelAlias.highestWeight))
    #expect(found("$defs", "prices", "properties", "tiers", "maxItems").number == Double(PriceSheet.mostTiers))
    for name in ["price", "optionalPrice"] {
      #expect(found("$defs", name, "maximum").number == PriceSheet.highestPrice)
    }
    for name in ["tokens", "optionalTokens"] {
      #expect(found("$defs", name, "maximum").number == Double(TokenCount.maximum.value))
    }
  }

  @Test("the schema lists the members that the reader asks for, and no others")
  func names() throws {
    let sources = try Repository.files(under: "Sources/RoutingFormats/Catalogue", ending: ".swift")
      .map(Repository.text(of:)).joined()
    let asked = sources.matches(of: /(?:required|optional|price)\("([^"]+)"\)/).map { String($0.1) }
    let capabilities = Capability.allCases.map { $0 == .documentInput ? "pdf_input" : $0.name }
    let listed = validator.schemas().flatMap { $0.schema["properties"]?.members.map(\.name) ?? [] }
    #expect(asked.count > 30)
    #expect(Set(asked + capabilities).subtracting(listed).sorted() == [])
    #expect(Set(listed).subtracting(asked + capabilities).sorted() == [])
  }
}

extension String {
  /// What stands between the first of a mark and the next of another.
  fileprivate func text(between start: String, and end: String) -> String? {
    guard let opening = firstRange(of: start), let closing = self[opening.upperBound...].firstRange(of: end) else {
      return nil
    }
    return String(self[opening.upperBound..<closing.lowerBound])
  }
}
