import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// Policies as JSON, against those that a scenario reads of the same members.
@Suite struct PolicyDocumentTests {
  private func read(_ text: String) throws -> PolicyDocument {
    try PolicyDocument(parsing: Array(text.utf8), file: "p.json")
  }

  private func problem(_ text: String) -> String? {
    do {
      _ = try read(text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("everything that a policy can say is read, and what it does not say is the default")
  func members() throws {
    let document = try read(
      """
      {"policies": [
        {"name": "plain"},
        {"name": "rich", "mode": "cheap", "max_budget_usd": 0.2, "max_latency_ms": 3000, "min_weight": 4,
         "unknown_capabilities": "unsupported", "picker": {"name": "softmax", "temperature": 0.5},
         "affinity": {"score_slack": 0.2}, "scoring": {"normalization": "absolute", "failure_floor": 0.1},
         "preferences": {"only": ["p"], "sort": "price", "region": "eu", "zdr": true, "max_price": {"prompt": 2}}},
        {"name": "free", "max_budget_usd": 0}
      ]}
      """)
    #expect(document.policies.map(\.name) == ["plain", "rich", "free"])
    let plain = document.policies[0].policy
    #expect(plain.maximumCost == RoutingPolicy.defaultMaximumCost && plain.picker == .best && plain.affinity == nil)
    let rich = document.policies[1].policy
    #expect(rich.mode == .cheap && rich.maximumCost == 0.2 && rich.deadline == 3000 && rich.minimumWeight == 4)
    #expect(rich.unknownCapabilities == .asUnsupported && rich.picker == .softmax(temperature: 0.5))
    #expect(rich.affinity?.scoreSlack == 0.2 && rich.scoring.normalization == .absolute)
    #expect(rich.scoring.failureFloor == 0.1 && rich.preferences.requiresZeroRetention)
    #expect(rich.preferences.sort == .price && rich.constraints.providers == NameFilter(allow: ["p"]))
    #expect(document.policies[2].policy.maximumCost == 0, "zero is no limit where it is compiled")
    #expect(try read(#"[{"name": "a", "mode": "thompson"}]"#).policies[0].policy.mode == .thompson)
  }

  @Test(
    "what is not right is told with file, line and field",
    arguments: [
      ("[]", "p.json:1: there is no policy"), ("{}", "p.json:1: the member 'policies' is missing"),
      ("[{}]", "p.json:1: [0]: the member 'name' is missing"), (#"[{"name": ""}]"#, "a policy has a name"),
      ("[{\"name\": \"a\"},\n{\"name\": \"a\"}]", "p.json:2: [1].name: the name 'a' stands twice"),
      (#"[{"name": "a", "moode": "cheap"}]"#, "[0].moode: there is no such member"),
      (#"[{"name": "a", "mode": "dear"}]"#, "[0].mode: unknown mode"),
      (#"[{"name": "a", "min_weight": 11}]"#, "[0].min_weight: min_weight must be between 0 and 10"),
      (#"[{"name": "a", "max_budget_usd": -1}]"#, "[0].max_budget_usd"),
      (#"[{"name": "a", "preferences": {"onyl": []}}]"#, "[0].preferences.onyl: there is no such member"),
      (#"[{"name": "a", "picker": {"name": "softmax", "temprature": 1}}]"#, "[0].picker.temprature: there is no such"),
      (#"[{"name": "a", "affinity": {"slack": 1}}]"#, "[0].affinity.slack: there is no such member"),
      (#"[{"name": "a", "preferences": {"provider": {"alow": ["p"]}}}]"#, "preferences.provider.alow: there is no"),
      (#"[{"name": "a", "preferences": {"max_price": {"promt": 1}}}]"#, "preferences.max_price.promt: there is no"),
      (#"[{"name": "a", "scoring": {"x": 1}}]"#, "[0].scoring.x: there is no such member"),
      (#"{"policies": [{"name": "a"}], "more": 1}"#, "more: there is no such member"), ("[", "p.json:1"),
      ("7", "p.json:1"),
      (#"[{"name": "a", "name": "b"}]"#, "p.json:1"),
    ])
  func problems(text: String, message: String) {
    #expect(problem(text)?.contains(message) == true, "\(problem(text) ?? "no problem")")
  }

  @Test("hostile bytes are refused and never trap")
  func hostile() {
    let seed = Array(#"[{"name": "a", "mode": "cheap", "preferences": {"only": ["p"]}, "min_weight": 3}]"#.utf8)
    _ = Fuzzing.run("policies") { dice in
      var bytes = seed
      for _ in 0...dice.index(below: 4) {
        let place = dice.index(below: bytes.count)
        bytes[place] = UInt8(truncatingIfNeeded: dice.next())
        if dice.index(below: 3) == 0 { bytes.removeLast(min(bytes.count - 1, dice.index(below: 8))) }
      }
      _ = try? PolicyDocument(parsing: bytes)
    }
  }
}
