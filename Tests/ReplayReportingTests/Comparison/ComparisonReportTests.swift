import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@testable import ReplayReporting

@Suite(.offThePool) struct ComparisonReportTests {
  private static let two = Array(SampleComparison.policies[0...1])

  private static func page(_ comparison: PolicyComparison, budget: Double? = nil) -> String {
    String(decoding: ComparisonReport(comparison, SampleComparison.setup(budget: budget)).html, as: UTF8.self)
  }

  private static func lead(_ policies: [SampleComparison.Policy], requests: Int = 60) -> String {
    ComparisonAnswer.lead(of: SampleComparison.make(policies, requests: requests)).map { piece in
      switch piece {
      case .words(let words): words
      case .name(let name): "[\(name)]"
      }
    }.joined()
  }

  @Test("equal values give equal bytes, and others give others")
  func bytes() {
    func all(_ seed: UInt64) -> [[UInt8]] {
      let report = ComparisonReport(
        SampleComparison.make(Self.two, requests: 50, tenants: 4, seed: seed), SampleComparison.setup())
      return [report.html, report.figuresCSV, report.differencesCSV, report.timelineCSV]
    }
    let first = all(1)
    #expect(first == all(1))
    #expect(zip(first, all(2)).allSatisfy { $0 != $1 })
  }

  @Test("a page is well-formed, names each of its parts once, and loads nothing", arguments: [0, 1, 12, 60])
  func page(requests: Int) {
    let text = Self.page(SampleComparison.make(Self.two, requests: requests, tenants: 3), budget: 5)
    let found = WellFormedness(text)
    #expect(found.problem == nil)
    #expect(Set(found.identifiers).count == found.identifiers.count)
    #expect(
      !text.contains("://") && !text.contains("url(") && !text.contains("@import") && !text.contains("@font-face"))
    #expect(!found.elements.contains { ["script", "link", "img", "iframe", "object", "a"].contains($0) })
    #expect(!found.attributes.contains { ["src", "href", "xlink:href", "onload"].contains($0.name) })
    // Each table has a caption, and each drawing but the legend's squares a title and a description.
    #expect(found.elements.count { $0 == "caption" } == found.elements.count { $0 == "table" })
    #expect(found.elements.count { $0 == "desc" } == found.attributes.count { $0.name == "role" && $0.value == "img" })
    for absent in ["nan", "inf"] { #expect(!text.contains("\"\(absent)") && !text.contains(">\(absent)<")) }
  }

  @Test("names that others chose stand in a page as text")
  func hostileNames() {
    let name = "<script>alert(\"1\")</script>\u{202E}\u{0}&'"
    var policies = Self.two
    policies[0].name = name
    policies[1].name = "שלום, \"b\""
    let comparison = SampleComparison.make(policies, requests: 25, tenants: 2)
    var setup = SampleComparison.setup(models: Array(repeating: name, count: 12))
    (setup.trace.name, setup.command, setup.world, setup.catalogue) = (name, name, name, name)
    let report = ComparisonReport(comparison, setup)
    let text = String(decoding: report.html, as: UTF8.self)
    #expect(WellFormedness(text).problem == nil)
    #expect(!WellFormedness(text).elements.contains("script"))
    #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{0}"))
    #expect(text.contains("<bdi>שלום, &quot;b&quot;</bdi>"))
    let rows = String(decoding: report.figuresCSV, as: UTF8.self).split(onEvery: "\r\n")
    #expect(rows[2].hasPrefix("\"שלום, \"\"b\"\"\","))
  }

  @Test(
    "the first sentence tells the cheapest policy and the one that meets the objective most often, and how sure that is"
  )
  func leads() {
    var same = Self.two
    same[1] = same[0]
    same[1].name = "twin"
    #expect(Self.lead([]) == "There were no requests, so there is nothing to compare.")
    #expect(Self.lead(Self.two, requests: 0) == "There were no requests, so there is nothing to compare.")
    #expect(Self.lead([Self.two[0]]).hasSuffix("There is no other to compare."))
    let twins = Self.lead(same)
    #expect(twins.hasPrefix("[normal] costs least, "))
    #expect(twins.split(onEvery: "(not distinguishable from [twin])").count == 3)
    #expect(twins.contains("and it also meets the objective most often, for "))
    let apart = Self.lead(Self.two, requests: 200)
    #expect(
      apart.hasPrefix("[cheap] costs least, ") && apart.contains("; [normal] meets the objective most often, for "))
    #expect(!apart.contains("distinguishable"), "\(apart)")
    let few = Self.lead(SampleComparison.policies, requests: 10)
    #expect(few.contains("(not distinguishable from any other)"))
  }

  @Test("the table of figures has what the outcomes have")
  func figures() {
    let comparison = SampleComparison.make(Self.two, requests: 60, tenants: 3)
    let rows = String(
      decoding: ComparisonReport(comparison, SampleComparison.setup(budget: 2)).figuresCSV, as: UTF8.self
    )
    .split(onEvery: "\r\n").map { $0.split(onEvery: ",") }
    #expect(rows.count == 4 && rows[3] == [""])
    for (row, contestant) in zip(rows[1...2], comparison.contestants) {
      let cells = Dictionary(zip(rows[0], row), uniquingKeysWith: { first, _ in first })
      let outcomes = contestant.outcomes
      #expect(cells["policy"] == contestant.name)
      #expect(cells["requests"] == "60" && cells["served"] == "\(outcomes.served)")
      #expect(cells["failed"] == "\(outcomes.failures)" && cells["rejected"] == "\(outcomes.rejections)")
      #expect(cells["cost_usd"].flatMap(Double.init) == outcomes.cost.sum)
      #expect(cells["budget_used_percent"].flatMap(Double.init) == outcomes.cost.sum / 2 * 100)
      #expect(cells["first_token_p99_ms"].flatMap(Double.init) == outcomes.firstTokenTimes.nanoseconds(at: 0.99) / 1e6)
      #expect(cells["fairness_index"].flatMap(Double.init) == outcomes.tenants.fairness)
      #expect(cells["models_used"] == "\(outcomes.models.count { $0.requests > 0 })")
    }
  }

  @Test("tables for programs hold every difference and every bin, and their sums are those of the outcomes")
  func tables() {
    let comparison = SampleComparison.make(Self.two, requests: 60)
    let report = ComparisonReport(comparison, SampleComparison.setup())
    func rows(_ bytes: [UInt8]) -> [[String]] {
      String(decoding: bytes, as: UTF8.self).split(onEvery: "\r\n").dropLast().map { $0.split(onEvery: ",") }
    }
    let differences = rows(report.differencesCSV)
    #expect(differences.count == 1 + PolicyComparison.Figure.allCases.count)
    let cost = comparison.difference(in: .cost, from: 0, to: 1)
    #expect(differences[1][5...6].map(Double.init) == [cost.map { $0.difference * 1000 }, cost.map { $0.low * 1000 }])
    #expect(differences.allSatisfy { $0.count == 10 })
    let timeline = rows(report.timelineCSV)
    #expect(timeline.count == 1 + comparison.contestants.reduce(0) { $0 + $1.outcomes.timeline.bins.count })
    for contestant in comparison.contestants {
      let own = timeline.filter { $0[0] == contestant.name }
      #expect(own.reduce(0) { $0 + (Int($1[3]) ?? 0) } == 60)
      #expect(own.reduce(0) { $0 + (Int($1[4]) ?? 0) } == contestant.outcomes.served)
    }
  }

  @Test("the budget that was used is told only where there is one for all of the trace")
  func budget() throws {
    let comparison = SampleComparison.make(Self.two, requests: 25)
    #expect(!Self.page(comparison).contains("Budget used"))
    #expect(Self.page(comparison, budget: 3).contains("Budget used"))
    var setup = SampleComparison.setup(budget: 3)
    setup.settings.spending = SpendingLimit(3, each: try BudgetPeriod(milliseconds: 60_000))
    #expect(setup.budget == nil)
    #expect(String(decoding: ComparisonReport(comparison, setup).html, as: UTF8.self).contains("3.00 USD each 60"))
  }
}
