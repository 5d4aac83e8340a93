import RoutingCore
import RoutingTestSupport
import Testing

/// What must hold of every ranking, whatever the registry.
@Suite(.offThePool) struct RankingLaws {
  @Test("R-315: the order of registration changes nothing")
  func registrationOrderChangesNothing() throws {
    let violation = try Law.firstViolation(stream: 11) { routingCase in
      let expected = try routingCase.record()
      var shuffled = routingCase
      var generator = SeededGenerator(seed: ~routingCase.seed)
      shuffled.models.shuffle(using: &generator)
      shuffled.providers.shuffle(using: &generator)
      return try shuffled.record() == expected ? nil : "another order, another answer"
    }
    #expect(violation == nil)
  }

  @Test("every model is ranked or excluded with a reason, once")
  func everyModelHasAFate() throws {
    let violation = try Law.firstViolation(stream: 12) { routingCase in
      let record = try routingCase.record()
      let fates = (record.ranked.map(\.model) + record.excluded.map(\.model)).sorted()
      guard fates == routingCase.models.map(\.id).sorted() else { return "fates of \(fates)" }
      guard let decision = record.verdict.decision else { return record.ranked.isEmpty ? nil : "refused needlessly" }
      if decision.fallbacks.isEmpty, !routingCase.policy.preferences.allowsFallbacks { return nil }
      let chosenAndRest = ([decision.model] + decision.fallbacks).sorted()
      return chosenAndRest == record.ranked.map(\.model).sorted() ? nil : "fallbacks are not the rest of the ranking"
    }
    #expect(violation == nil)
  }

  @Test("R-511: adding an ineligible model changes nothing")
  func ineligibleModelChangesNothing() throws {
    let violation = try Law.firstViolation(stream: 13) { routingCase in
      var routingCase = routingCase
      // A name may come to mean the newcomer too, and then it does change something.
      routingCase.request.hint = nil
      let before = try routingCase.record()
      var dice = Dice(seed: ~routingCase.seed)
      var larger = routingCase
      var newcomer = dice.model(number: 999, providerCount: routingCase.providers.count, windows: [0, 1, 4096])
      newcomer.id = ModelID("\(dice.pick(["a", "newcomer", "~"]))")
      larger.models.append(newcomer)
      let after = try larger.record()
      guard !after.ranked.contains(where: { $0.model == newcomer.id }) else { return nil }
      guard after.ranked == before.ranked, after.verdict.decision == before.verdict.decision else {
        return "the answer moved"
      }
      return after.excluded.filter { $0.model != newcomer.id } == before.excluded ? nil : "another exclusion moved"
    }
    #expect(violation == nil)
  }

  @Test("R-510: raising only one model's price never improves its rank")
  func dearerIsNeverBetter() throws {
    let violation = try Law.firstViolation(stream: 14) { routingCase in
      guard !routingCase.models.isEmpty else { return nil }
      var dice = Dice(seed: ~routingCase.seed)
      let index = dice.generator.index(below: routingCase.models.count)
      let id = routingCase.models[index].id
      let factor = dice.pick([1.5, 10, 1e6])
      var dearer = routingCase
      func raised(_ price: Double) -> Double { min(price * factor + dice.pick([0, 0.001]), PriceSheet.highestPrice) }
      let prices = dearer.models[index].prices
      dearer.models[index].prices = PriceSheet(
        inputPerThousandTokens: raised(prices.inputPerThousandTokens),
        outputPerThousandTokens: raised(prices.outputPerThousandTokens), perUnit: raised(prices.perUnit))
      let before = try routingCase.record().ranked
      let after = try dearer.record().ranked
      guard let new = after.firstIndex(where: { $0.model == id }) else { return nil }
      guard let old = before.firstIndex(where: { $0.model == id }) else { return "a dearer model became eligible" }
      return new >= old ? nil : "rank \(old) became \(new)"
    }
    #expect(violation == nil)
  }

  @Test("R-511: with absolute normalisation, adding any model never swaps two others")
  func bystandersDoNotSwapOthers() throws {
    let violation = try Law.firstViolation(stream: 15) { routingCase in
      var routingCase = routingCase
      routingCase.policy.scoring.normalization = .absolute
      // What is sorted by one thing alone is measured among itself, and a name may come to mean the newcomer too.
      routingCase.policy.preferences.sort = nil
      routingCase.request.hint = nil
      let before = try routingCase.record().ranked
      var dice = Dice(seed: ~routingCase.seed)
      var newcomer = dice.model(number: 999, providerCount: routingCase.providers.count, windows: [0, 4096, 200_000])
      newcomer.id = "newcomer"
      newcomer.isEnabled = true
      var larger = routingCase
      larger.models.append(newcomer)
      let after = try larger.record().ranked
      return after.filter { $0.model != newcomer.id } == before ? nil : "others moved"
    }
    #expect(violation == nil)
  }

  @Test("R-511: with the contract's normalisation, a bystander can swap two others, which is why absolute exists")
  func bystandersMaySwapOthersOtherwise() throws {
    let violation = try Law.firstViolation(cases: 4 * Law.defaultCases, stream: 16) { routingCase in
      var routingCase = routingCase
      routingCase.policy.scoring.normalization = .eligibleMaximum
      let before = try routingCase.record().ranked.map(\.model)
      var larger = routingCase
      var dice = Dice(seed: ~routingCase.seed)
      var newcomer = dice.model(number: 999, providerCount: routingCase.providers.count, windows: [0])
      newcomer.id = "newcomer"
      larger.models.append(newcomer)
      let after = try larger.record().ranked.map(\.model).filter { $0 != newcomer.id }
      return after == before ? nil : "swapped"
    }
    #expect(violation != nil, "no example was found, so the law above tells nothing apart")
  }

  @Test("R-510: scores lie between minus the weight share and the sum of the others, and are never NaN")
  func scoresStayInRange() throws {
    let violation = try Law.firstViolation(stream: 17) { routingCase in
      let weights = routingCase.policy.scoreWeights
      let upper = weights.cost + weights.latency + weights.failure
      for model in try routingCase.record().ranked where !(model.score >= -weights.weight && model.score <= upper) {
        return "\(model.model) scores \(model.score)"
      }
      return nil
    }
    #expect(violation == nil)
  }
}
