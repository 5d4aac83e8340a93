import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What `POST /v1/plan` answers (H-131, O-205, O-213, O-214, O-313 to O-317, O-334, O-353, O-401 to O-403, O-507).
@Suite(.offThePool) struct PlanAnswerTests {
  private static let explicit = #""primary_model_id": "gpt-test", "review_model_id": "gpt-test""#

  @Test("H-131, H-117, O-213: planning answers with the provider's own answer")
  func planning() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("a plan"))
    let reply = await consumer.plan(#""mode": "planning", "primary_model_id": "gpt-test""#)
    #expect(reply.json["response"]?["choices"]?[0]?["message"]?["content"] == "a plan")
    #expect(reply.json["negotiated_model"] == "gpt-test" && reply.json["provider_id"] == "openai")
    #expect(reply[header: "x-tokenhub-model"] == "gpt-test" && reply[header: "x-tokenhub-reason"] != nil)
    #expect(consumer.sent.count == 1)
  }

  @Test("O-313, O-314, O-315, O-205: plan, critique and refinement, and all of them are paid for")
  func adversarial() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(inTurn: ["P", "C1", "R1", "C2", "R2"]))
    let reply = await consumer.plan(#""mode": "adversarial", "iterations": 2, \#(Self.explicit)"#)
    #expect(reply.status == 200, "\(reply.text)")
    let response = reply.json["response"]
    #expect(response?["initial_plan"] == "P" && response?["critique"] == "C2" && response?["refined_plan"] == "R2")
    #expect(response?["rounds"]?.elements?.count == 2)
    #expect(reply.json["routing_reason"] == "adversarial-orchestration")
    #expect(reply[header: "x-tokenhub-reason"] == "adversarial-orchestration")
    #expect(consumer.sent.count == 5)
    #expect(abs((reply.json["estimated_cost_usd"]?.number ?? 0) - 5 * 0.00004) < 1e-12)
    #expect(response?["partial"] == nil && response?["failed_phase"] == nil && reply.json["warnings"] == nil)
  }

  @Test("O-316, O-106: who wants the plan alone gets it after one call")
  func planOnly() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("P"))
    let reply = await consumer.plan(#""mode": "adversarial", "return_plan_only": true, \#(Self.explicit)"#)
    #expect(reply.json["response"]?["initial_plan"] == "P" && reply.json["response"]?["critique"] == nil)
    #expect(reply.json["routing_reason"] == "adversarial-plan-only" && consumer.sent.count == 1)
    #expect(abs((reply.json["estimated_cost_usd"]?.number ?? 0) - 0.00004) < 1e-12)
  }

  /// A gateway of one model whose calls from some turn on are refused.
  private func failing(from turn: Int) async throws -> Consumer {
    let turns = Turns()
    return try await Consumer.open(
      registry: try ModelRegistry(models: [FixtureRegistry.models[2]], providers: [FixtureRegistry.providers[0]]),
      answer: { request in
        let number = turns.next()
        return number < turn ? .json(200, FixtureHosts.completion("T\(number)")) : .json(401, .null)
      })
  }

  @Test("O-317: what fails at the plan is told by its phase")
  func planFails() async throws {
    let reply = await (try await failing(from: 0)).plan(#""mode": "adversarial""#)
    #expect(reply.status == 502)
    #expect(reply.json["error"]?.string?.hasPrefix("adversarial plan phase: ") == true, "\(reply.text)")
    #expect(reply.json["partial_result"] == nil)
  }

  @Test("O-317: what fails in the first round leaves the plan in the error")
  func firstRoundFails() async throws {
    for turn in [1, 2] {
      let reply = await (try await failing(from: turn)).plan(#""mode": "adversarial""#)
      #expect(reply.status == 502)
      #expect(reply.json["partial_result"]?["initial_plan"] == "T0", "\(reply.text)")
      #expect(reply.json["error"]?.string?.contains(turn == 1 ? "critique" : "refine") == true, "\(reply.text)")
    }
  }

  @Test("O-317, O-214: what fails later leaves the last whole round")
  func laterRoundFails() async throws {
    let reply = await (try await failing(from: 3)).plan(#""mode": "adversarial", "iterations": 2"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["response"]?["refined_plan"] == "T2")
    #expect(reply.json["response"]?["partial"]?.bool == true && reply.json["response"]?["failed_phase"]?.string != nil)
  }

  @Test("O-335, O-339, O-340: a vote of three and a judge")
  func vote() async throws {
    let consumer = try await Consumer.open(answer: { request in
      let isJudge = String(decoding: request.body, as: UTF8.self).lowercased().contains("judge")
      return Hosts.saying(isJudge ? "1" : "an answer of \(request.url)")(request)
    })
    let reply = await consumer.plan(#""mode": "vote""#, #""policy": {"max_budget_usd": 10}"#)
    #expect(reply.status == 200, "\(reply.text)")
    let responses = reply.json["response"]?["responses"]?.elements ?? []
    #expect(responses.count == 3 && responses.filter { $0["selected"]?.bool == true }.count == 1)
    #expect(reply.json["routing_reason"] == "vote-orchestration" && consumer.sent.count == 4)
    let selected = try #require(reply.json["response"]?["selected"]?.integer)
    #expect(responses.indices.contains(selected))
    #expect(reply.json["response"]?["responses"]?[selected]?["model"] == reply.json["negotiated_model"])
  }

  @Test("O-334: where no voter answers, or there is none, it is 502 in the contract's words")
  func noVoters() async throws {
    let failing = await (try await failing(from: 0)).plan(#""mode": "vote""#)
    #expect(failing.status == 502 && failing.json["error"]?.string?.contains("all voters failed") == true)
    let nobody = await (try await Consumer.open()).plan(
      #""mode": "vote""#, #""policy": {"preferences": {"region": "mars"}}"#)
    #expect(nobody.status == 502 && nobody.json["error"]?.string?.contains("no eligible models for vote") == true)
  }

  @Test("O-354, O-355, O-352: a refinement by the model that answered first, until nothing changes")
  func refine() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(inTurn: ["A", "B", "B ", "C"]))
    let reply = await consumer.plan(#""mode": "refine", "iterations": 5, \#(Self.explicit)"#)
    #expect(reply.json["response"]?["refined_response"]?.string?.hasPrefix("B") == true, "\(reply.text)")
    #expect(reply.json["response"]?["iterations"]?.integer == 2 && reply.json["response"]?["model"] == "gpt-test")
    #expect(consumer.sent.count == 3)
  }

  @Test("O-353: what fails at first is told by its phase, and later the best so far stays")
  func refineFails() async throws {
    let first = await (try await failing(from: 0)).plan(#""mode": "refine""#)
    #expect(first.status == 502)
    #expect(first.json["error"]?.string?.hasPrefix("refine initial phase: ") == true, "\(first.text)")
    let later = await (try await failing(from: 1)).plan(#""mode": "refine""#)
    #expect(later.status == 200 && later.json["response"]?["refined_response"] == "T0")
    #expect(later.json["response"]?["partial"]?.bool == true)
  }

  @Test("O-402, O-403: it is the artifact that has to keep to the schema, and it is mended once")
  func schema() async throws {
    let schema = #""output_schema": {"type": "object", "required": ["a"]}"#
    let mended = try await Consumer.open(answer: Hosts.saying(inTurn: ["P", "C", "no json", #"{"a":1}"#]))
    let reply = await mended.plan(#""mode": "adversarial", \#(Self.explicit), \#(schema)"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["response"]?["refined_plan"] == #"{"a":1}"# && mended.sent.count == 4)
    let broken = try await Consumer.open(answer: Hosts.saying("no json"))
    let failed = await broken.plan(#""mode": "refine", "iterations": 1, \#(Self.explicit), \#(schema)"#)
    #expect(failed.status == 502 && failed.json["code"] == "output_schema_validation_failed", "\(failed.text)")
    #expect(failed.json["error"]?.string?.contains("output_schema_validation_failed") == true, "\(failed.text)")
  }

  @Test("O-507, O-211, H-120: an orchestration is one log entry with all its cost, and one reward for each call")
  func records() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(inTurn: ["P", "C", "R"]))
    _ = await consumer.plan(#""mode": "adversarial", \#(Self.explicit)"#)
    let metrics = await consumer.metrics()
    #expect(
      metrics.contains(#"tokenhub_requests_total{mode="adversarial",model="gpt-test",provider="openai",status="ok"} 1"#)
    )
    let log = try await consumer.log(.requests)
    #expect(log.count == 1 && log[0]["mode"] == "adversarial" && log[0]["status_code"]?.integer == 200)
    #expect(abs((log[0]["estimated_cost_usd"]?.number ?? 0) - 3 * 0.00004) < 1e-12)
    #expect(try await consumer.log(.rewards).count == 3)
  }

  @Test("H-602, H-603, H-904, O-211: what a plan has used is what its calls have, by the providers' counts")
  func usage() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying(inTurn: ["P", "C", "R"]))
    #expect(await consumer.plan(#""mode": "adversarial", \#(Self.explicit)"#).status == 200)
    // Twelve tokens of prompt and two of answer, three times.
    let metrics = await consumer.metrics().split(separator: "\n").filter { $0.hasPrefix("tokenhub_tokens_total{") }
    #expect(metrics.contains { $0.contains(#"direction="input""#) && $0.hasSuffix(" 36") }, "\(metrics)")
    #expect(metrics.contains { $0.contains(#"direction="output""#) && $0.hasSuffix(" 6") }, "\(metrics)")
    let hour = await consumer.fixture.admin("GET", "/admin/v1/stats").json["global"]?["1h"]
    #expect(hour?["input_tokens"]?.integer == 36 && hour?["output_tokens"]?.integer == 6, "\(hour?.text ?? "")")
    let log = try await consumer.log(.requests)
    #expect(log[0]["input_tokens"]?.integer == 36 && log[0]["output_tokens"]?.integer == 6)
    #expect(log[0]["total_tokens"]?.integer == 42)
  }

  @Test("H-603: where providers count nothing, a plan has used what the prompts of its calls are expected to take")
  func expectedUsage() async throws {
    var used: [Int] = []
    for mode in ["planning", "adversarial"] {
      let consumer = try await Consumer.open(answer: { _ in
        .json(200, JSONValue(.object((FixtureHosts.completion("P").members ?? []).filter { $0.name != "usage" })))
      })
      #expect(await consumer.plan(#""mode": "\#(mode)", \#(Self.explicit)"#).status == 200)
      let entry = try await consumer.log(.requests)[0]
      #expect(entry["output_tokens"]?.integer == 0)
      used.append(entry["input_tokens"]?.integer ?? 0)
    }
    #expect(used[0] > 0 && used[1] > used[0], "\(used)")
  }

  @Test("O-206, H-039: what a plan costs is spent by its key")
  func spending() async throws {
    let consumer = try await Consumer.open(
      key: #""name": "poor", "monthly_budget_usd": 0.0001"#, answer: Hosts.saying(inTurn: ["P", "C", "R"]))
    #expect(await consumer.plan(#""mode": "adversarial", \#(Self.explicit)"#).status == 200)
    #expect(await consumer.plan(#""mode": "adversarial", \#(Self.explicit)"#).status == 429)
  }
}
