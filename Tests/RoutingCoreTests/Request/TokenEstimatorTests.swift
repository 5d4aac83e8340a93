import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct TokenEstimatorTests {
  @Test("R-401: a stated estimate is used unchanged", arguments: [(1, 1), (7000, 7000), (Int.max, 1 << 53)])
  func stated(value: Int, tokens: Int) {
    #expect(TokenEstimator.input(stated: value, textBytes: 4000, otherParts: 3).value == tokens)
  }

  @Test(
    "R-402: else a quarter of the bytes, rounded up, and 765 for every part that is not text",
    arguments: [
      (24, 0, 6), (3, 0, 1), (0, 0, 0), (25, 0, 7), (0, 2, 1530), (5, 1, 767), (-8, -1, 0), (Int.max, 0, 1 << 53),
      (0, Int.max, 1 << 53),
    ])
  func bytes(textBytes: Int, otherParts: Int, tokens: Int) {
    #expect(TokenEstimator.input(stated: nil, textBytes: textBytes, otherParts: otherParts).value == tokens)
    #expect(TokenEstimator.input(stated: 0, textBytes: textBytes, otherParts: otherParts).value == tokens)
  }

  @Test(
    "R-404: the policy's estimate, else the request's limit below 512, else 512",
    arguments: [
      (nil, nil, 512), (nil, 100, 100), (nil, 512, 512), (nil, 4000, 512), (2000, 100, 2000), (0, 100, 100),
      (-5, -5, 512),
    ] as [(Int?, Int?, Int)])
  func output(policy: Int?, limit: Int?, tokens: Int) {
    #expect(TokenEstimator.output(policyEstimate: policy, requestLimit: limit).value == tokens)
  }
}
