import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct NameFilterTests {
  @Test("R-704: an empty allow and a star let everything pass, and deny wins over both")
  func allowAndDeny() {
    #expect(NameFilter().isEmpty && NameFilter().admits("a") && NameFilter().admits(nil))
    #expect(NameFilter(allow: ["*"]).isEmpty && NameFilter(allow: ["a", "*"]).admits("b"))
    #expect(NameFilter(allow: ["a"]).admits("a") && !NameFilter(allow: ["a"]).admits("b"))
    #expect(!NameFilter(allow: ["a"]).admits(nil))
    #expect(!NameFilter(allow: ["a", "*"], deny: ["a"]).admits("a"))
    #expect(NameFilter(deny: ["a"]).admits(nil) && NameFilter(deny: ["a"]).admits("b"))
    #expect(!NameFilter(deny: ["*"]).isEmpty && NameFilter(deny: ["*"]).admits("a"), "a star is only read in allow")
  }

  @Test("R-706: either name may be allowed, and either may be denied")
  func otherName() {
    #expect(NameFilter(allow: ["vendor"]).admits("p1", or: "vendor"))
    #expect(NameFilter(allow: ["p1"]).admits("p1", or: "vendor"))
    #expect(!NameFilter(allow: ["p1"], deny: ["vendor"]).admits("p1", or: "vendor"))
    #expect(!NameFilter(allow: ["vendor"], deny: ["p1"]).admits("p1", or: "vendor"))
  }

  @Test("R-703: two filters together allow what both allow and deny what either denies")
  func narrowing() {
    let key = NameFilter(allow: ["a", "b"], deny: ["x"])
    let request = NameFilter(allow: ["b", "c"], deny: ["y"])
    let both = key.narrowed(by: request)
    #expect(["a", "b", "c", "d"].filter { both.admits($0) } == ["b"])
    #expect(both.deny == ["x", "y"])
    #expect(key.narrowed(by: NameFilter(allow: ["*"])) == key, "a request cannot widen a key")
    #expect(!NameFilter(allow: ["a"]).narrowed(by: NameFilter(allow: ["b"])).admits("a"))
    #expect(NameFilter(allow: ["acme"]).narrowed(by: NameFilter(allow: ["p1"])).admits("p1", or: "acme"))
    #expect(key.narrowed(by: key) == key)
  }

  @Test("R-703: names that Unicode holds to be equal stay two names when filters come together")
  func bytes() {
    let composed = "\u{E9}"
    let decomposed = "e\u{301}"
    let denied = NameFilter(deny: [composed]).narrowed(by: NameFilter(deny: [decomposed]))
    #expect(!denied.admits(composed) && !denied.admits(decomposed))
    let allowed = NameFilter(allow: [composed]).narrowed(by: NameFilter(allow: [decomposed]))
    #expect(!allowed.admits(composed) && !allowed.admits(decomposed))
  }

  @Test("R-703: what a narrowed filter admits is what both admit, for random filters and names")
  func narrowingLaw() {
    var dice = Dice(seed: 0x703)
    let pool = ["a", "b", "c", "*"]
    func filter() -> NameFilter {
      NameFilter(
        allow: (0..<dice.number(0...3)).map { _ in dice.pick(pool) }, deny: dice.chance(0.4) ? [dice.pick(pool)] : [])
    }
    for _ in 0..<10_000 {
      let (one, two) = (filter(), filter())
      let names: (String?, String?) = (dice.pick(["a", "b", "c", nil]), dice.pick(["a", "b", nil]))
      let both = one.narrowed(by: two)
      let admits = one.admits(names.0, or: names.1) && two.admits(names.0, or: names.1)
      #expect(both.admits(names.0, or: names.1) == admits)
      #expect(two.narrowed(by: one).admits(names.0, or: names.1) == admits)
    }
  }

  @Test("R-702: headers are lists with commas between, and a body that says something counts before them")
  func headers() {
    let headers = RoutingConstraints(
      regionHeader: " EU , us,", providerHeader: "p1,acme", modelHeader: "alpha, p/m 1 ,,")
    #expect(
      headers
        == RoutingConstraints(
          models: NameFilter(allow: ["alpha", "p/m 1"]), providers: NameFilter(allow: ["p1", "acme"]),
          regions: NameFilter(allow: ["eu", "us"])))
    #expect(RoutingConstraints(regionHeader: nil, providerHeader: " , ", modelHeader: "") == RoutingConstraints())
    #expect(RoutingConstraints(regionHeader: "*", providerHeader: nil, modelHeader: nil).isEmpty)
    let body = RoutingConstraints(providers: NameFilter(allow: ["p2"]))
    let both = body.overriding(headers: headers)
    #expect(both.providers == body.providers)
    #expect(both.models == headers.models && both.regions == headers.regions)
    let denial = RoutingConstraints(models: NameFilter(deny: ["beta"]), regions: .regions(deny: ["ap"]))
    #expect(denial.overriding(headers: headers).models == denial.models)
    #expect(denial.overriding(headers: headers).regions == denial.regions)
  }

  @Test("R-702: a body that allows everything by a star overrides a header that does not")
  func starInBody() {
    let headers = RoutingConstraints(regionHeader: "eu", providerHeader: "p1", modelHeader: "m")
    let star = NameFilter(allow: ["*"])
    #expect(RoutingConstraints(models: star, providers: star, regions: star).overriding(headers: headers).isEmpty)
    #expect(RoutingConstraints().overriding(headers: headers) == headers)
  }

  @Test("R-705: regions compare without regard to case, however the filter was made")
  func regionCase() {
    let provider = Provider(id: "p", region: "eu-WEST")
    let model = Model.fixture("m")
    var constraints = RoutingConstraints(regions: NameFilter(deny: ["EU-West"]))
    #expect(constraints.refusal(of: model, at: provider) == .region)
    constraints.regions = NameFilter(allow: ["EU-west"])
    #expect(constraints.refusal(of: model, at: provider) == nil)
    let narrowed = constraints.narrowed(by: RoutingConstraints(regions: NameFilter(allow: ["Eu-West", "US"])))
    #expect(narrowed.refusal(of: model, at: provider) == nil)
    #expect(narrowed.refusal(of: model, at: Provider(id: "p", region: "US")) == .region)
  }

  @Test("R-113, R-706: a vendor is kept out, or let in, in whatever case it is written, an id only as it is")
  func vendorCase() {
    let provider = Provider(id: "Host", vendor: "Acme")
    #expect(!NameFilter(deny: ["ACME"]).admits(provider))
    #expect(!NameFilter(deny: ["acme"]).admits(provider))
    #expect(NameFilter(allow: ["Acme"]).admits(provider))
    #expect(!NameFilter(allow: ["other"]).admits(provider))
    #expect(!NameFilter(deny: ["Host"]).admits(provider))
    #expect(NameFilter(deny: ["host"]).admits(provider))
  }
}
