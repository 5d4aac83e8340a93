import RoutingCore
import RoutingReference
import RoutingTestSupport
import Testing

/// What holds of every text in the place of a reference.
@Suite(.offThePool) struct ResolutionLaws {
  @Test("R-601, R-602, R-609: every text has one meaning: models that exist, each once, whatever is around it")
  func totality() throws {
    // Four texts for every registry, 10,000 in all.
    let violation = try Law.firstViolation(cases: Law.manyCases / 4, stream: 61) { routingCase in
      var texts = HintTexts(routingCase)
      let resolver = try ReferenceResolver(
        try ModelRegistry(models: routingCase.models, providers: routingCase.providers), routingCase.directory)
      for _ in 0..<4 {
        let text = texts.next()
        var request = routingCase.request
        request.hint = ModelReference(text, isStrict: texts.dice.chance(0.5))
        let resolution = Self.resolve(resolver, request, routingCase)
        if let fault = Self.fault(of: resolution, resolver, request) { return "\(fault): '\(text)'" }
        let padding = texts.dice.pick([" ", "\t", "\r\n", "\u{A0}", "\u{3000}\n", "\u{85}"])
        request.hint = ModelReference(padding + text + padding, isStrict: request.hint?.isStrict ?? false)
        if Self.resolve(resolver, request, routingCase) != resolution { return "padding changes '\(text)'" }
      }
      return nil
    }
    #expect(violation == nil)
  }

  private static func resolve(
    _ resolver: ReferenceResolver, _ request: RoutingRequest, _ routingCase: RoutingCase
  ) -> Resolution {
    var turns = routingCase.turns
    return resolver.resolve(request, turns: &turns, seed: routingCase.seed)
  }

  private static func fault(
    of resolution: Resolution, _ resolver: ReferenceResolver, _ request: RoutingRequest
  ) -> String? {
    let text = request.hint?.text ?? ""
    guard let found = resolution.found else {
      if resolution == .unknown, text.isEmpty { return "an empty hint is unknown" }
      if resolution == .none, !text.isEmpty, text != "*" { return "a hint names nothing" }
      return resolver.registry.handle(ofModel: ModelID(text)) == nil ? nil : "an id is not found"
    }
    let handles = resolver.registry.modelHandles
    if !found.models.allSatisfy({ $0.index >= 0 && $0.index < handles.count }) { return "a model does not exist" }
    if Set(found.models).count != found.models.count { return "a model stands twice" }
    if found.models.isEmpty, found.kind != .alias { return "\(found.kind) without models" }
    if found.alternatives.contains(where: { $0.rawValue <= found.kind.rawValue }) { return "an earlier form lost" }
    if (found.aliasFrom != nil) != (found.kind == .alias || found.kind == .wildcard) { return "the original is lost" }
    if found.mode != nil, found.kind != .plan { return "a mode without a plan" }
    if !(found.propensity > 0 && found.propensity <= 1) { return "propensity \(found.propensity)" }
    return nil
  }

  @Test("R-610: the engine and the plain rules agree on every text whose prefix is in lower case")
  func engineEqualsReference() throws {
    let violation = try Law.firstViolation(stream: 62) { try Self.disagreement($0, lowersPrefix: true) }
    #expect(violation == nil)
  }

  @Test("R-610, R-611: the engine and the plain rules agree on every text")
  func engineEqualsReferenceInAnyCase() throws {
    let violation = try Law.firstViolation(cases: Law.defaultCases / 3, stream: 63) {
      try Self.disagreement($0, lowersPrefix: false)
    }
    #expect(violation == nil)
  }

  private static func disagreement(_ routingCase: RoutingCase, lowersPrefix: Bool) throws -> String? {
    var routingCase = routingCase
    var texts = HintTexts(routingCase)
    var text = texts.next()
    if lowersPrefix, let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
      text = text[..<slash].lowercased() + text[slash...]
    }
    routingCase.request.hint = ModelReference(text, isStrict: texts.dice.chance(0.5))
    return try routingCase.disagreement()
  }

  @Test("R-601, R-609: very long texts, and texts of slashes alone, are unknown names")
  func longTexts() throws {
    let models = [Model(id: "m", provider: "p"), Model(id: "a/b/c/d", provider: "p")]
    let registry = try NamedRegistry(models)
    for text in [
      String(repeating: "x", count: 1_000_000), String(repeating: "/", count: 100_000),
      String(repeating: "p/", count: 50_000), "p/" + String(repeating: "\u{301}", count: 10_000),
    ] {
      #expect(registry.meaning(of: text) == .unknown)
    }
  }
}

/// Texts that mean something, nearly mean something, or are noise.
private struct HintTexts {
  var dice: Dice
  private let routingCase: RoutingCase

  init(_ routingCase: RoutingCase) {
    dice = Dice(seed: routingCase.seed ^ 0x7E47)
    self.routingCase = routingCase
  }

  mutating func next() -> String {
    switch dice.number(0...9) {
    case 0: noise()
    case 1: String(repeating: "/", count: dice.number(0...5))
    case 2: "\(part())\(String(repeating: dice.pick(["x", "/", "é", "\u{301}"]), count: dice.number(0...300)))"
    case 3, 4: dice.chance(0.5) ? part().uppercased() : part().lowercased()
    case 5: String(decoding: Mutation.mutated(Array(part().utf8), using: &dice.generator), as: UTF8.self)
    case 6: "\(prefix())/\(part())"
    case 7: part().split(separator: "/").last.map(String.init) ?? "/"
    default: part()
    }
  }

  private mutating func noise() -> String {
    String(decoding: Mutation.random(using: &dice.generator), as: UTF8.self)
  }

  private mutating func prefix() -> String {
    let providers = routingCase.providers.flatMap { [$0.id.text, $0.vendor ?? "", $0.id.text.uppercased()] }
    return dice.pick(providers + ["elsewhere", "lab", "", "Acme"])
  }

  private mutating func part() -> String {
    let directory = routingCase.directory
    let models = routingCase.models.flatMap { [$0.id.text, $0.name] }
    return dice.pick(
      models + directory.aliases.map(\.name) + directory.plans.map(\.name) + directory.wildcardPool + ["*", "alpha"])
  }
}
