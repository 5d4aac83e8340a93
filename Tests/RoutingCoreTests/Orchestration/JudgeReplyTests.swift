import RoutingTestSupport
import Testing

@testable import RoutingCore

/// What number a judge's reply names.
@Suite(.offThePool) struct JudgeReplyTests {
  @Test(
    "O-337: the contract's vectors",
    arguments: [("2", 3, 2), ("Response 2 beats 3", 3, 2), ("12", 3, nil), ("10", 10, 10)] as [(String, Int, Int?)])
  func vectors(reply: String, count: Int, number: Int?) {
    #expect(JudgeReply.choice(in: reply, upTo: count) == number)
  }

  @Test(
    "O-337: the whole reply is the number",
    arguments: [
      ("1", 1), (" 3\n", 3), ("02", 2), ("0", nil), ("4", nil), ("-2", nil), ("\u{2212}2", nil), ("2.5", nil),
      ("2.", 2),
      ("", nil), ("   ", nil), ("\u{0662}", nil), ("\u{FF12}", nil), ("2\u{B2}", nil), ("\u{2461}", nil), ("**2**", 2),
      ("`3`", 3), ("(1)", 1), ("\\boxed{2}", 2), ("2\u{FE0F}\u{20E3}", 2), ("\u{201C}2\u{201D}", 2),
      ("99999999999999999999999999999999999999", nil), ("1e0", nil), ("0x2", nil), ("2nd", nil), ("v2", nil),
    ] as [(String, Int?)])
  func alone(reply: String, number: Int?) {
    #expect(JudgeReply.choice(in: reply, upTo: 3) == number)
  }

  @Test(
    "O-337: a number directly after a label goes before all others",
    arguments: [
      ("Of 3 I prefer response 2", 2), ("1 and 3 are weak: Option: 2", 2), ("3 reasons: ANSWER=2", 2),
      ("3 reasons for #2", 2), ("3 reasons for # 2", 2), ("1 is bad, candidate **2** is not", 2),
      ("1, then number 3", 3), ("3 were read, response-2 wins", 2), ("1! response_2", 2),
      ("3 of them. The answer is 2", 2),
      ("3 of them. The best response is: \"2\".", 2), ("Response 12, response 2, response 3", 2),
      ("Response 12", nil), ("Response 2.5, response 3", 3), ("response 1-3, option 2", 2), ("3. Answer:\n\n2", 2),
      ("Option number 2, not 1", 2), ("Responses 1 and 3 are bad", 1), ("unanswer 2 or 3, but option 3", 3),
      ("preresponse 1; response 3", 3), ("response -2, 3", 3), ("Response 2's style beats 1", 2),
      ("answer is is 3, 1", 3), ("answer with 2 before option 1", 1),
    ] as [(String, Int?)])
  func labels(reply: String, number: Int?) {
    #expect(JudgeReply.choice(in: reply, upTo: 3) == number)
  }

  @Test(
    "O-337: else the first number that stands alone",
    arguments: [
      ("I choose 2, since 3 is long", 2), ("gpt4 and 2", 2), ("2.5 of 3", 3), ("1/3 or 2", 2), ("at 2:30 or 3", 3),
      ("1-3, so 2", 2), ("gpt-1 then 2", 2), ("-1 + 2", 2), ("1,000 times 2", 2), (".1 or 3", 3), ("see.2", 2),
      ("none of them", nil), ("\u{7B54}\u{6848}\u{662F}2", 2), ("2\u{2014}because", 2), ("\u{E9}2 3", 3),
      ("1\u{663} 2", 2), ("12 13 3", 3), ("17 2024-01-02", nil), ("top2", nil), ("[2]", 2), ("- 2\n- 3", 2),
    ] as [(String, Int?)])
  func standing(reply: String, number: Int?) {
    #expect(JudgeReply.choice(in: reply, upTo: 3) == number)
  }

  @Test("O-337: what the judge thought is not its reply")
  func thinking() {
    #expect(JudgeReply.choice(in: "<think>Response 1 looks good</think>\n2", upTo: 3) == 2)
    #expect(JudgeReply.choice(in: "<think>Response 1", upTo: 3) == nil)
  }

  @Test("the highest digit in the text is not the choice")
  func highestDigit() {
    #expect(JudgeReply.choice(in: "1. It has 9 points, the others 3 and 5", upTo: 10) == 1)
  }

  @Test("there is nothing to choose from none, and one can be chosen")
  func few() {
    #expect(JudgeReply.choice(in: "1", upTo: 0) == nil)
    #expect(JudgeReply.choice(in: "0 1", upTo: 1) == 1)
  }

  @Test(
    "O-337: a hostile reply takes time in proportion to its length",
    arguments: ["9", " ", "1 ", "#", "response ", "response", "-1", "1.", "is ", "<think>", "1:", "a1"])
  func hostile(unit: String) {
    func time(_ count: Int) -> Double {
      let text = String(repeating: unit, count: count)
      return (0..<3).map { _ in processorTime { _ = JudgeReply.choice(in: text, upTo: 9) }.seconds }.min() ?? 0
    }
    // A quadratic reading of 32 times as much would take 1024 times as long.
    #expect(time(64_000) < time(2000) * 250 + 0.1)
  }
}
