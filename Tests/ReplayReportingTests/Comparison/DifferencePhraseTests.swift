import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@testable import ReplayReporting

/// Sentences against those that a person would write.
@Suite(.offThePool) struct DifferencePhraseTests {
  private typealias Figure = PolicyComparison.Figure

  /// A difference between a first figure that is always the same and a second one that alternates between two.
  private static func difference(
    _ figure: PolicyComparison.Figure, _ first: Double, _ second: (Double, Double), requests: Int = 40
  ) -> PolicyDifference {
    var (one, other) = (BlockSums(), BlockSums())
    for number in 0..<requests {
      one.add(first)
      other.add(number % 2 == 0 ? second.0 : second.1)
    }
    var dice = SeededGenerator(seed: 1)
    return PolicyDifference(
      figure, from: 0, to: 1, means: (one.mean, other.mean),
      PairedDifference(from: one, to: other, resamples: 200, generator: &dice))
  }

  private static func text(_ pieces: [ComparisonAnswer.Piece]) -> String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .name(let name): "[\(name)]"
      }
    }.joined()
  }

  @Test(
    "each verdict has its words, whatever the figure",
    arguments: [
      (Figure.cost, 10.0, 6.6, "costs 34 % less", "34 to 34 %"), (.cost, 10, 12, "costs 20 % more", "20 to 20 %"),
      (.cost, 2, 7, "costs 3.5 times as much", "3.5 to 3.5 times"),
      (.success, 0.5, 0.48, "serves 2.0 percentage points fewer requests", "2.0 to 2.0"),
      (.success, 0.5, 0.6, "serves 10 percentage points more requests", "10 to 10"),
      (.attainment, 0.9, 0.8, "meets the objective 10 percentage points less often", "10 to 10"),
      (.attainment, 0.5, 0.75, "meets the objective 25 percentage points more often", "25 to 25"),
      (.firstToken, 200, 150, "gives the first token 25 % sooner", "25 to 25 %"),
      (.firstToken, 200, 300, "gives the first token 50 % later", "50 to 50 %"),
      (.firstToken, 200, 500, "takes 2.5 times as long to the first token", "2.5 to 2.5 times"),
      (.endToEnd, 200, 150, "gives the last token 25 % sooner", "25 to 25 %"),
      (.regret, 0.2, 0.1, "has 50 % less regret", "50 to 50 %"),
      (.regret, 0, 0.1, "has 0.10 score more regret", "0.10 to 0.10"),
    ])
  func verdicts(figure: PolicyComparison.Figure, first: Double, second: Double, words: String, interval: String) {
    let phrase = DifferencePhrase(Self.difference(figure, first, (second, second)))
    #expect(phrase.words == words)
    #expect(phrase.interval == interval)
    #expect(phrase.isSure)
    #expect(phrase.preposition == (words.contains(" as ") ? "as" : "than"))
  }

  @Test("what is not distinguishable is said to be as much, with the interval; what is the same is exactly so")
  func equality() throws {
    let words: [Figure: String] = [
      .cost: "costs as much", .firstToken: "gives the first token as soon", .endToEnd: "gives the last token as soon",
      .success: "serves as many requests", .attainment: "meets the objective as often", .regret: "has as much regret",
    ]
    for figure in Figure.allCases {
      let unsure = DifferencePhrase(Self.difference(figure, 0.5, (0.2, 0.8)))
      #expect(unsure.words == words[figure])
      #expect(!unsure.isSure && unsure.preposition == "as")
      let interval = try #require(unsure.interval)
      #expect(interval.hasPrefix("−") && interval.contains(" to +"), "\(interval)")
      let same = DifferencePhrase(Self.difference(figure, 0.5, (0.5, 0.5)))
      #expect(same.words == words[figure]?.replacing(" as ", with: " exactly as "))
      #expect(same.interval == nil)
    }
  }

  @Test("too few requests are said to be too few")
  func tooFew() {
    let none = Self.difference(.cost, 1, (2, 2), requests: 5)
    #expect(DifferencePhrase(none).words == "cannot be compared in cost")
    #expect(
      Self.text(ComparisonAnswer.sentence(about: "b", against: "a", [none]))
        == "[b] cannot be told apart from [a]: there are too few requests for an interval.")
  }

  @Test("a sentence tells cost, service, objective and time, and explains its brackets once")
  func sentence() {
    let differences = [
      Self.difference(.cost, 10, (6.6, 6.6)), Self.difference(.firstToken, 200, (300, 300)),
      Self.difference(.success, 0.5, (0.5, 0.5)), Self.difference(.attainment, 0.9, (0.8, 0.8)),
    ]
    #expect(
      Self.text(ComparisonAnswer.sentence(about: "cheap", against: "normal", differences))
        == "[cheap] costs 34 % less than [normal] (95 % interval 34 to 34 %), serves exactly as many requests, meets the "
        + "objective 10 percentage points less often (10 to 10) and gives the first token 50 % later (50 to 50 %).")
  }

  @Test("verdicts say which is better")
  func better() {
    #expect(Self.difference(.cost, 2, (1, 1)).verdict == "lower: better")
    #expect(Self.difference(.cost, 1, (2, 2)).verdict == "higher: worse")
    #expect(Self.difference(.success, 1, (2, 2)).verdict == "higher: better")
    #expect(Self.difference(.attainment, 2, (1, 1)).verdict == "lower: worse")
    #expect(Self.difference(.attainment, 0.5, (0.2, 0.8)).verdict == "not distinguishable")
    #expect(Self.difference(.attainment, 0.5, (0.2, 0.8), requests: 3).verdict == "too little to say")
  }
}
