import RoutingTestSupport
import Testing

@testable import RoutingCore

/// Several models answer, and a judge chooses.
@Suite(.offThePool) struct VoteModeTests {
  private static func plan(
    voters: Int = 0, candidates: [OrchestrationCandidate] = ["a", "b", "c", "d", "e", "f", "g"].map { .named($0) },
    review: OrchestrationCandidate? = nil, seed: UInt64 = 7
  ) throws -> OrchestrationPlan {
    try .fixture(
      OrchestrationDirective(mode: .vote, iterations: voters), review: review, primaries: candidates, seed: seed)
  }

  /// The reply of a judge who wants the answer of a rank.
  private static func reply(_ plan: OrchestrationPlan, for rank: Int, of count: Int) -> CallResult {
    .text("\((plan.judgeOrder(of: count).firstIndex(of: rank) ?? 99) + 1)", by: "r")
  }

  @Test(
    "O-330, O-340: three voters unless two or more are asked for, and no more than there are",
    arguments: [(0, 3), (1, 3), (2, 2), (3, 3), (7, 7), (10, 7)])
  func count(iterations: Int, voters: Int) throws {
    let plan = try Self.plan(voters: iterations)
    #expect(OrchestrationHost(plan).out.count == voters)
    #expect(plan.bound.plannedCalls == voters + 1)
  }

  @Test("O-331: the explicit judge does not vote, unless nobody else is left")
  func judgeAsVoter() throws {
    let voters = OrchestrationHost(try Self.plan(review: .named("a"))).out
    #expect(voters.map(\.target) == [.model("b"), .model("c"), .model("d")])
    let last = OrchestrationHost(try Self.plan(candidates: [.named("a")], review: .named("a"))).out
    #expect(last.map(\.target) == [.model("a")])
  }

  @Test("O-331: among equal scores providers take turns, and a better score goes first all the same")
  func providers() throws {
    let plan = try Self.plan(candidates: [
      .named("a", score: 1, at: "p"), .named("b", score: 2, at: "p"), .named("c", score: 2, at: "p"),
      .named("d", score: 2, at: "q"), .named("e", score: 3, at: "q"),
    ])
    #expect(OrchestrationHost(plan).out.map(\.target) == [.model("a"), .model("d"), .model("b")])
  }

  @Test("O-331: a model that is listed twice votes once")
  func twice() throws {
    #expect(OrchestrationHost(try Self.plan(candidates: [.named("a"), .named("a")])).out.count == 1)
  }

  @Test("O-332: all voters are asked at once, each its own model and no other")
  func atOnce() throws {
    let host = OrchestrationHost(try Self.plan())
    #expect(host.out.map(\.target) == [.model("a"), .model("b"), .model("c")])
    #expect(host.out.map(\.phase) == [.voter, .voter, .voter])
    #expect(host.out.map(\.round) == [1, 2, 3])
  }

  @Test("O-332: a voter that fails is replaced at once by the next in rank")
  func replacement() throws {
    let plan = try Self.plan()
    var host = OrchestrationHost(plan)
    host.end(1, .failure())
    #expect(host.out.map(\.target) == [.model("a"), .model("c"), .model("d")])
    host.end(3, .failure())
    #expect(host.out.map(\.target) == [.model("a"), .model("c"), .model("e")])
    host.play { $0.phase == .judge ? .text("1", by: "r") : .text("t", by: $0.model(plan)) }
    let models = try host.success().response["responses"]?.elements?.map { $0["model"]?.string }
    #expect(models == ["a", "c", "e"])
  }

  @Test("O-332: no more than twice as many are asked as are wanted, and no more than there are", arguments: [2, 3])
  func limit(voters: Int) throws {
    let host = try Self.plan(voters: voters).played { _ in .failure() }
    #expect(host.calls.count == 2 * voters)
    let few = try Self.plan(voters: voters, candidates: [.named("a"), .named("b"), .named("c")]).played { _ in
      .failure()
    }
    #expect(few.calls.count == 3)
  }

  @Test("O-334: where all fail, that is what is said")
  func allFail() throws {
    let failure = try Self.plan().played { _ in .failure() }.failure()
    #expect(failure.message == "all voters failed")
    #expect(failure.status == 502)
  }

  @Test("O-334: where there is nobody to ask, that is what is said")
  func nobody() throws {
    let host = OrchestrationHost(try Self.plan(candidates: []))
    #expect(host.calls.isEmpty)
    #expect(try host.failure().message == "no eligible models for vote")
    #expect(try host.failure().status == 502)
  }

  @Test("O-335: one answer needs no judge")
  func single() throws {
    let host = try Self.plan(candidates: [.named("a"), .named("b")]).played { $0.round == 1 ? .failure() : nil }
    #expect(host.calls.count == 2)
    let success = try host.success()
    #expect(
      success.response.text
        == #"{"responses":[{"model":"b","content":"voter 2","selected":true}],"selected":0,"judge":null}"#)
    #expect(success.reason.name == "vote-single-response")
  }

  @Test("O-336: the judge reads the answers in an order that follows from the seed, and every order occurs")
  func shuffling() throws {
    var orders: Set<[Int]> = []
    for seed in 0..<200 as Range<UInt64> {
      let order = try Self.plan(seed: seed).judgeOrder(of: 3)
      #expect(order.sorted() == [0, 1, 2])
      orders.insert(order)
    }
    #expect(orders.count == 6)
  }

  @Test(
    "O-336, O-339: the judge's number is mapped back to the answer that it read under it",
    arguments: 0..<20 as Range<UInt64>)
  func mapping(seed: UInt64) throws {
    let plan = try Self.plan(seed: seed)
    for wanted in ["voter 1", "voter 2", "voter 3"] {
      let host = plan.played { call in
        guard call.phase == .judge else { return nil }
        let lines = call.payload.messages[1].text.split(separator: "\n").map(String.init)
        guard let place = lines.firstIndex(of: wanted) else { return nil }
        // The line before says which response it is: "[[begin response 2 key]]".
        return .text(String(lines[place - 1].split(separator: " ")[2]), by: "r")
      }
      let success = try host.success()
      #expect(success.artifact == wanted)
      let response = success.response
      #expect(response["responses"]?.elements?.map { $0["content"]?.string } == ["voter 1", "voter 2", "voter 3"])
      #expect(
        response["responses"]?.elements?.filter { $0["selected"] == true }.map { $0["content"]?.string } == [wanted])
      let selected = try #require(response["selected"]?.integer)
      #expect(response["responses"]?[selected]?["content"]?.string == wanted)
      #expect(response["judge"] == "r")
      #expect(response["judge_error"] == nil)
      #expect(success.reason.name == "vote-orchestration")
      #expect(success.model == ["voter 1": "a", "voter 2": "b", "voter 3": "c"][wanted])
    }
  }

  @Test("O-338: a judge who names no answer leaves the best rank")
  func unclear() throws {
    let success = try Self.plan().played { $0.phase == .judge ? .text("all of them, 12 of 10", by: "r") : nil }
      .success()
    #expect(success.reason.name == "vote-judge-failed")
    #expect(success.response["selected"] == 0)
    #expect(success.response["judge"] == "r")
    #expect(success.response["judge_error"]?.string == "the judge's reply names no response")
    #expect(success.response["responses"]?.elements?.count == 3)
    #expect(success.response["partial"] == nil)
  }

  @Test("O-338: a judge who fails leaves the best rank")
  func judgeFails() throws {
    let success = try Self.plan().played { $0.phase == .judge ? .failure() : nil }.success()
    #expect(success.reason.name == "vote-judge-failed")
    #expect(success.model == "a")
    #expect(success.response["judge"]?.isNull == true)
    #expect(success.response["judge_error"]?.string == "the judge failed: it broke")
  }

  @Test("O-203: an automatic judge is better none of the voters")
  func otherJudge() throws {
    let plan = try Self.plan()
    let host = plan.played { $0.round == 2 && $0.phase == .voter ? .failure() : nil }
    #expect(host.calls.last?.policy == PhasePolicy(mode: .highConfidence, avoided: ["a", "b", "c", "d"]))
  }

  @Test("O-104: an explicit judge judges")
  func explicitJudge() throws {
    #expect(try Self.plan(review: .named("j")).played().calls.last?.target == .model("j"))
  }

  /// All orders in which four things can end.
  private static let orders: [[Int]] = {
    var orders: [[Int]] = [[]]
    for _ in 0..<4 { orders = orders.flatMap { order in (0..<4).filter { !order.contains($0) }.map { order + [$0] } } }
    return orders
  }()

  @Test("O-333, O-205: three voters, a judge, every set of failures and every order: one end, and always the same")
  func exhaustive() throws {
    let plan = try Self.plan(candidates: ["a", "b", "c", "d"].map { .named($0) })
    for failing in 0..<32 {
      func answer(_ call: OrchestrationCall) -> CallResult {
        guard call.phase == .voter else {
          return failing & 16 != 0 ? .failure("judge", cost: 0.25) : .text("2", by: "r", cost: 0.0625)
        }
        return failing & (1 << (call.round - 1)) != 0
          ? .failure("transient", cost: 0.5) : .text("voter \(call.round)", by: call.model(plan), cost: 0.125)
      }
      var ends: Set<OrchestrationOutcome> = []
      var called: Set<[OrchestrationCall]> = []
      for order in Self.orders {
        var host = OrchestrationHost(plan)
        // Who comes first in the order is next among those that are out.
        host.play(
          picking: { out in
            out.indices.min { order[out[$0].number % 4] < order[out[$1].number % 4] } ?? 0
          }, answer)
        ends.insert(try host.outcome())
        called.insert(host.calls)
        #expect(host.cancelled.isEmpty)
      }
      let end = try #require(ends.first)
      #expect(ends.count == 1, "failures \(failing)")
      #expect(called.count == 1)
      let calls = try #require(called.first)
      let failed = (0..<4).filter { failing & (1 << $0) != 0 }.count
      let voters = calls.filter { $0.phase == .voter }
      // The fourth is asked where one of the first three fails.
      #expect(voters.count == (failing & 7 == 0 ? 3 : 4))
      #expect(
        calls.count - voters.count
          == (voters.count - voters.filter { failing & (1 << ($0.round - 1)) != 0 }.count > 1 ? 1 : 0))
      #expect(calls.count <= plan.bound.calls)
      #expect(end.cost.value == calls.map { answer($0).cost.value }.reduce(0, +))
      switch end.result {
      case .success(let success):
        #expect(failed < 4)
        #expect(success.response["responses"]?.elements?.filter { $0["selected"] == true }.count == 1)
      case .failure(let failure):
        #expect(failed == 4)
        #expect(failure.message == "all voters failed")
      }
    }
  }

  @Test("votes are numbered by rank, not by arrival")
  func arrival() throws {
    let plan = try Self.plan()
    var host = OrchestrationHost(plan)
    host.play(picking: { $0.count - 1 }) { call in
      call.phase == .judge ? Self.reply(plan, for: 2, of: 3) : .text("voter \(call.round)", by: call.model(plan))
    }
    let success = try host.success()
    #expect(success.response["responses"]?.elements?.map { $0["model"]?.string } == ["a", "b", "c"])
    #expect(success.response["selected"] == 2)
    #expect(success.model == "c")
  }
}
