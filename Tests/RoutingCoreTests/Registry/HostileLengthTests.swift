import RoutingCore
import RoutingTestSupport
import Testing

/// What clients and operators may write at any length must neither trap nor hang.
@Suite(.offThePool) struct HostileLengthTests {
  @Test("R-707: of each list of preferences ten thousand names count, so no product of lengths overflows")
  func preferences() throws {
    let many = Array(repeating: "", count: 2_200_000)
    let preferred = Preferred(models: ["m"] + many, providers: many, regions: many)
    #expect(preferred.models.count == Preferred.mostNames && preferred.regions.count == Preferred.mostNames)
    let policy = RoutingPolicy(preferences: RoutingPreferences(preferred: preferred))
    #expect(try answer([.fixture("a"), .fixture("m")], policy: policy).verdict.decision?.model == "m")
  }

  @Test("R-609: a hint of a million slashes is unknown, at once", .timeLimit(.minutes(60)))
  func hints() throws {
    for hint in [String(repeating: "/", count: 1_000_000), String(repeating: "p/", count: 500_000)] {
      let record = try answer([.fixture("m")], request: RoutingRequest(inputTokens: 1, hint: ModelReference(hint)))
      #expect(record.verdict.decision?.hintStatus == .unknown)
    }
  }

  @Test("R-101: an id or a name of more than 1,024 bytes is refused with its beginning and its length")
  func names() {
    let long = String(repeating: "/", count: 1025)
    let models = [Model(id: ModelID(long), provider: "p"), Model(id: "m", provider: "p", name: long)]
    let problems = ModelRegistry.problems(in: models, providers: [Provider(id: ProviderID(long)), Provider(id: "p")])
    let tooLong = problems.filter { if case .nameTooLong(_, bytes: 1025) = $0 { true } else { false } }
    #expect(tooLong.count == 4, "the model without a name of its own has one as long")
    #expect(tooLong.first?.description.contains("1025 bytes, more than 1024") == true)
    let fits = Model(id: ModelID(String(repeating: "/", count: 1024)), provider: "p")
    #expect(ModelRegistry.problems(in: [fits], providers: []).isEmpty)
  }

  @Test("R-703: two denials of thirty thousand names add up at once", .timeLimit(.minutes(60)))
  func denials() {
    let key = NameFilter(deny: (0..<30_000).map { "k\($0)" })
    let request = NameFilter(deny: (15_000..<45_000).map { "k\($0)" })
    #expect(key.narrowed(by: request).deny.count == 45_000)
  }
}
