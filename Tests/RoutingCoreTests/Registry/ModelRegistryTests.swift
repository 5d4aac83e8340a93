import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ModelRegistryTests {
  @Test(
    "R-101, R-102, R-103, R-105, R-109: each record that cannot be accepted is named with its own error",
    arguments: [
      (Model.fixture(""), RegistryProblem.emptyModelID(position: 1)),
      (Model.fixture("a b"), .modelIDContainsSpace("a b")), (Model.fixture("ok"), .duplicateModelID("ok")),
      (Model.fixture("x", at: ""), .missingProvider("x")),
      (Model.fixture("x", weight: 11), .weightOutOfRange("x", weight: 11)),
      (Model.fixture("x", weight: -1), .weightOutOfRange("x", weight: -1)),
      (Model.fixture("x", input: -0.5), .priceNegative("x", .input, price: -0.5)),
      (Model.fixture("x", output: .nan), .priceNotANumber("x", .output)),
      (Model.fixture("x", output: .infinity), .priceTooHigh("x", .output, price: .infinity)),
      (Model(id: "x", provider: "p", prices: PriceSheet(perUnit: 1e101)), .priceTooHigh("x", .unit, price: 1e101)),
      (Model(id: "x", provider: "p", kinds: []), .noKinds("x")),
      (Model(id: "x", provider: "p", name: ""), .emptyModelName("x")),
      (
        Model(
          id: "x", provider: "p",
          capabilities: CapabilityKnowledge(supported: CapabilitySet([.tools]), unsupported: CapabilitySet([.tools]))),
        .contradictoryCapability("x", .tools)
      ),
    ])
  func refusals(model: Model, problem: RegistryProblem) throws {
    let good = Model.fixture("ok")
    let error = #expect(throws: InvalidRegistry.self) {
      try ModelRegistry(models: [good, model], providers: [Provider(id: "p")])
    }
    #expect(error?.problems == [problem])
    #expect(error?.description.contains(problem.description) == true)
  }

  @Test("providers without an id and ids used twice are refused")
  func providers() {
    let error = #expect(throws: InvalidRegistry.self) {
      try ModelRegistry(models: [], providers: [Provider(id: "p"), Provider(id: ""), Provider(id: "p")])
    }
    #expect(error?.problems == [.emptyProviderID(position: 1), .duplicateProviderID("p")])
  }

  @Test("R-101: ids may contain slashes, dots and colons, and all problems are told at once")
  func unusualIDs() throws {
    let registry = try ModelRegistry(models: [.fixture("Qwen/Qwen2.5:free")], providers: [])
    #expect(registry.handle(ofModel: "Qwen/Qwen2.5:free") != nil)
    let error = #expect(throws: InvalidRegistry.self) {
      try ModelRegistry(models: [.fixture("a\u{A0}b", weight: 99, input: -1), .fixture("")], providers: [])
    }
    #expect(error?.problems.count == 4)
  }

  @Test("R-102, R-315: models stand in byte order, and a model may name a provider that is not registered")
  func order() throws {
    let registry = try ModelRegistry(
      models: [.fixture("b"), .fixture("\u{E9}"), .fixture("B", at: "nobody"), .fixture("a")],
      providers: [Provider(id: "p")])
    #expect(registry.models.map(\.id.text) == ["B", "a", "b", "\u{E9}"])
    #expect(registry.modelHandles.map { registry.provider(of: $0)?.index } == [nil, 0, 0, 0])
    let handle = try #require(registry.handle(ofModel: "b"))
    #expect(registry[handle].id == "b")
  }

  @Test("an empty registry is a registry, and refuses every request")
  func empty() throws {
    let record = try answer([])
    #expect(record.verdict == .refused(Refusal(hintStatus: .absent, cause: .noSupplier, isPermanent: true)))
    #expect(record.ranked.isEmpty && record.excluded.isEmpty)
  }
}
