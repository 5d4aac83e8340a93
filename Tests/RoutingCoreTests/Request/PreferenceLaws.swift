import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct PreferenceLaws {
  @Test(
    "R-708: no choice, fallback, named model or picker breaks a constraint, a cap or a demand on hosts, in any case")
  func nobodyBreaksConstraints() throws {
    var checked = 0
    let violation = try Law.firstViolation(cases: Law.manyCases, stream: 0x708) { routingCase in
      let routingCase = shortened(routingCase)
      let record = try routingCase.record()
      guard let decision = record.verdict.decision else { return nil }
      let models = Dictionary(uniqueKeysWithValues: routingCase.models.map { ($0.id, $0) })
      for id in Set([decision.model] + decision.fallbacks + record.ranked.map(\.model)).sorted() {
        guard let model = models[id] else { return "\(id) is nobody" }
        guard let provider = routingCase.providers.first(where: { $0.id == model.provider }) else {
          return "\(id) has no provider"
        }
        if let breach = breach(model, provider, routingCase) { return "\(id) breaks \(breach)" }
        checked += 1
      }
      return nil
    }
    #expect(violation == nil)
    #expect(checked > 1000 || violation != nil || Law.manyCases < 5000)
  }

  /// The case with a registry small enough for many of them in a debug build.
  private func shortened(_ routingCase: RoutingCase) -> RoutingCase {
    var shortened = routingCase
    shortened.models = Array(routingCase.models.prefix(9))
    return shortened
  }

  /// The rules once more, in plain words.
  private func breach(_ model: Model, _ provider: Provider, _ routingCase: RoutingCase) -> String? {
    let policy = routingCase.policy
    let wishes = policy.preferences
    func isNamed(_ names: [String?], _ list: [String]) -> Bool {
      list.contains { entry in names.contains { $0.map { Array($0.utf8) == Array(entry.utf8) } ?? false } }
    }
    // A vendor is written in lower case, and counts in any.
    func isHost(_ list: [String]) -> Bool {
      isNamed([provider.id.text], list) || isNamed([provider.vendor], list.map { $0.lowercased() })
    }
    if isHost(policy.constraints.providers.deny) { return "the denial of its provider" }
    if !policy.constraints.providers.allowLists.allSatisfy(isHost) { return "the allowance of its provider" }
    let dimensions: [(String, [String?], NameFilter)] = [
      ("model", [model.id.text, model.name], policy.constraints.models),
      ("region", [(model.region ?? provider.region)?.name], policy.constraints.regions),
    ]
    for (dimension, names, filter) in dimensions {
      if isNamed(names, filter.deny) { return "the denial of its \(dimension)" }
      if !filter.allowLists.allSatisfy({ isNamed(names, $0) }) { return "the allowance of its \(dimension)" }
    }
    let order = wishes.preferred.providers
    if !wishes.allowsFallbacks, !order.isEmpty, !isHost(order) {
      return "the closed order"
    }
    let prices = model.prices
    let caps = wishes.maximumPrices
    if let cap = caps.inputPerThousandTokens, prices.inputPerThousandTokens > cap.value { return "the input cap" }
    if let cap = caps.outputPerThousandTokens, prices.outputPerThousandTokens > cap.value { return "the output cap" }
    if let cap = caps.perUnit, prices.perUnit > cap.value { return "the unit cap" }
    let trustsGaps = policy.unknownCapabilities == .asSupported
    if !wishes.quantizations.isEmpty {
      let isWanted = model.quantization.map { wishes.quantizations.contains($0) } ?? trustsGaps
      if !isWanted { return "the quantisations" }
    }
    if wishes.deniesTraining, (model.dataHandling.trainsOnPrompts ?? provider.dataHandling.trainsOnPrompts) != false {
      return "the denial of training"
    }
    if wishes.requiresZeroRetention,
      (model.dataHandling.retainsPrompts ?? provider.dataHandling.retainsPrompts) != false
    {
      return "zero retention"
    }
    if wishes.requiresParameters {
      let wanted = routingCase.request.parameters
      let isTaken = model.parameters.map { $0.isSuperset(of: wanted) } ?? (trustsGaps || wanted.isEmpty)
      if !isTaken { return "the required parameters" }
    }
    return nil
  }

  @Test("R-707: preferred tiers come in order, and within one the order is that without preferences")
  func stableOrder() throws {
    let violation = try Law.firstViolation(cases: Law.defaultCases, stream: 0x707) { routingCase in
      var routingCase = shortened(routingCase)
      routingCase.policy.preferences.minimumThroughput = nil
      routingCase.policy.preferences.maximumLatency = nil
      routingCase.policy.preferences.allowsFallbacks = true
      let preferred = routingCase.policy.preferences.preferred
      let ranked = try routingCase.record().ranked.map(\.model)
      routingCase.policy.preferences.preferred = Preferred()
      let plain = try routingCase.record().ranked.map(\.model)
      func place(_ id: ModelID) -> [Int] {
        guard let model = routingCase.models.first(where: { $0.id == id }),
          let provider = routingCase.providers.first(where: { $0.id == model.provider })
        else { return [] }
        func first(_ list: [String], _ names: [String?]) -> Int { list.firstIndex { names.contains($0) } ?? .max }
        return [
          first(preferred.models, [id.text, model.name]),
          first(preferred.providers, [provider.id.text, provider.vendor]),
          first(preferred.regions, [(model.region ?? provider.region)?.name]),
        ]
      }
      let places = Dictionary(uniqueKeysWithValues: plain.map { ($0, place($0)) })
      let expected = plain.enumerated().sorted { one, other in
        let (a, b) = (places[one.element] ?? [], places[other.element] ?? [])
        return a == b ? one.offset < other.offset : a.lexicographicallyPrecedes(b)
      }.map(\.element)
      return ranked == expected ? nil : "\(ranked) and not \(expected)"
    }
    #expect(violation == nil)
  }
}
