import RoutingCore
import RoutingTestSupport
import Testing

/// What keeps a record out of a registry, each with its field.
@Suite(.offThePool) struct RegistryProblemTests {
  private func messages(_ change: (inout Model) -> Void) -> [String] {
    var model = Model.fixture("x")
    change(&model)
    return ModelRegistry.problems(in: [model], providers: []).map(\.description)
  }

  private static let fields: [(String, @Sendable (Double) -> PriceSheet)] = [
    ("input_per_1k", { PriceSheet(inputPerThousandTokens: $0) }),
    ("output_per_1k", { PriceSheet(outputPerThousandTokens: $0) }),
    ("price_per_unit", { PriceSheet(perUnit: $0) }),
    ("cached_input_per_1k", { PriceSheet(cachedInputPerThousandTokens: $0) }),
    ("batch_input_per_1k", { PriceSheet(batchInputPerThousandTokens: $0) }),
    ("batch_output_per_1k", { PriceSheet(batchOutputPerThousandTokens: $0) }),
    ("price_tiers[0]", { PriceSheet(tiers: [PriceTier(aboveInputTokens: 1, inputPerThousandTokens: $0)]) }),
    (
      "price_tiers[1]",
      {
        PriceSheet(tiers: [
          PriceTier(aboveInputTokens: 1), PriceTier(aboveInputTokens: 2, outputPerThousandTokens: $0),
        ])
      }
    ),
    ("price_tiers[0]", { PriceSheet(tiers: [PriceTier(aboveInputTokens: 1, cachedInputPerThousandTokens: $0)]) }),
    (
      "price_per_unit_by_resolution.720p",
      { PriceSheet(perUnitByResolution: [ResolutionPrice(resolution: "720p", perUnit: $0)]) }
    ),
  ]

  @Test("R-105: every price is refused by its field where it is NaN, negative, infinite or absurd", arguments: 0..<10)
  func prices(place: Int) {
    let (field, sheet) = RegistryProblemTests.fields[place]
    #expect(messages { $0.prices = sheet(.nan) } == ["model 'x': \(field) is not a number"])
    #expect(messages { $0.prices = sheet(-0.5) } == ["model 'x': \(field) -0.5 is negative"])
    #expect(messages { $0.prices = sheet(-.infinity) } == ["model 'x': \(field) -inf is negative"])
    #expect(messages { $0.prices = sheet(.infinity) } == ["model 'x': \(field) inf is above 1e+100"])
    #expect(messages { $0.prices = sheet(1e100.nextUp) }.count == 1)
    for price in [0, -0.0, 1e100] { #expect(messages { $0.prices = sheet(price) }.isEmpty) }
  }

  @Test("the thresholds of price tiers must rise, and there are at most 16 of them")
  func tiers() {
    func tiers(_ thresholds: [Int]) -> PriceSheet {
      PriceSheet(tiers: thresholds.map { PriceTier(aboveInputTokens: TokenCount(clamping: $0)) })
    }
    #expect(messages { $0.prices = tiers([0, 1, 9]) }.isEmpty)
    for thresholds in [[2, 1], [1, 1], [0, 5, 4]] {
      #expect(
        messages { $0.prices = tiers(thresholds) } == ["model 'x': the thresholds of the price tiers do not rise"])
    }
    #expect(messages { $0.prices = tiers(Array(0..<16)) }.isEmpty)
    #expect(messages { $0.prices = tiers(Array(0..<17)) } == ["model 'x': 17 price tiers are more than 16"])
  }

  @Test("a resolution has one price")
  func resolutions() {
    func sheet(_ names: [MediaResolution]) -> PriceSheet {
      PriceSheet(perUnitByResolution: names.map { ResolutionPrice(resolution: $0, perUnit: 1) })
    }
    #expect(messages { $0.prices = sheet(["720p", "1080p", "720P"]) }.isEmpty)
    #expect(
      messages { $0.prices = sheet(["720p", "1080p", "720p"]) }
        == ["model 'x': the resolution '720p' has two prices"])
  }

  @Test("a share of traffic is a finite number from 0 up")
  func trafficWeight() {
    for (weight, text) in [(Double.nan, "nan"), (-1, "-1.0"), (.infinity, "inf"), (-.infinity, "-inf")] {
      #expect(
        messages { $0.trafficWeight = weight }
          == ["model 'x': traffic_weight \(text) is not a finite number from 0 up"])
    }
    for weight in [0, -0.0, 0x1p-1074, Double.greatestFiniteMagnitude] {
      #expect(messages { $0.trafficWeight = weight }.isEmpty)
    }
  }

  @Test("R-101, R-103, R-108, R-109: each problem's message names its model and its field")
  func otherMessages() {
    #expect(messages { $0.weight = 11 } == ["model 'x': weight 11 lies outside 0...10"])
    #expect(messages { $0.name = "" } == ["model 'x': the name is empty"])
    #expect(messages { $0.kinds = [] } == ["model 'x': the set of kinds is empty"])
    #expect(messages { $0.provider = "" } == ["model 'x': the provider id is empty"])
    #expect(messages { $0.id = "a\tb" } == ["model 'a\tb': the id contains white space"])
    #expect(
      messages { $0.capabilities = CapabilityKnowledge(supported: .init([.vision]), unsupported: .init([.vision])) }
        == ["model 'x': vision is both supported and unsupported"])
  }

  @Test("all problems of all records are told at once, in the order of the records")
  func everything() {
    var first = Model.fixture("x", weight: 11, input: -1)
    first.trafficWeight = .nan
    let problems = ModelRegistry.problems(
      in: [first, .fixture("y"), .fixture("y", output: .nan)], providers: [Provider(id: ""), Provider(id: "q")])
    #expect(
      problems.map(\.description) == [
        "provider number 1 has an empty id", "model 'x': weight 11 lies outside 0...10",
        "model 'x': traffic_weight nan is not a finite number from 0 up", "model 'x': input_per_1k -1.0 is negative",
        "model 'y': the id is used twice", "model 'y': output_per_1k is not a number",
      ])
  }
}
