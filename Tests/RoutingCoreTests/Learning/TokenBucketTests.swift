import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct TokenBucketTests {
  @Test(
    "R-801: below 1,000 tokens is small, to 10,000 medium, above large",
    arguments: [
      (0, TokenBucket.small), (999, .small), (1000, .medium), (1001, .medium), (9999, .medium), (10_000, .medium),
      (10_001, .large), (1 << 53, .large),
    ])
  func edges(tokens: Int, bucket: TokenBucket) {
    #expect(TokenBucket(TokenCount(clamping: tokens)) == bucket)
  }

  @Test("R-801: wire names are those of the contract, and come back as themselves")
  func names() {
    #expect(TokenBucket.allCases.map(\.name) == ["small", "medium", "large"])
    for bucket in TokenBucket.allCases { #expect(TokenBucket(name: bucket.name) == bucket) }
    #expect(TokenBucket(name: "huge") == nil)
    for sampling in ThompsonSampling.allCases { #expect(ThompsonSampling(name: sampling.name) == sampling) }
    #expect(ThompsonSampling(name: "") == nil)
  }

  @Test("R-801: an arm is one model at one size: what is learned of small prompts decides small prompts alone")
  func armsBySize() throws {
    let models = ["a", "b"].map { Model.fixture(ModelID($0)) }
    for sampling in ThompsonSampling.allCases {
      var arms = ThompsonArms(sampling: sampling)
      for bucket in TokenBucket.allCases {
        // Each size has its own favourite: b for medium prompts, a for the others.
        let favourite: ModelID = bucket == .medium ? "b" : "a"
        for model in models {
          arms[model.id, bucket] = BetaDistribution(
            alpha: model.id == favourite ? 190 : 1, beta: model.id == favourite ? 1 : 190)
        }
      }
      for (tokens, favourite) in [(999, "a"), (1000, "b"), (10_000, "b"), (10_001, "a")] as [(Int, ModelID)] {
        for seed in 0..<20 {
          let decision = try answer(
            models, request: RoutingRequest(inputTokens: TokenCount(clamping: tokens)),
            policy: RoutingPolicy(mode: .thompson, maximumCost: nil), arms: arms, seed: UInt64(seed)
          ).verdict.decision
          #expect(decision?.model == favourite)
        }
      }
    }
  }
}
