import RoutingTestSupport
import Testing

/// The console in a real browser, against an admin API with fixed answers.
@Suite(
  .offThePool, .serialized, .enabled(if: Browser.name != nil, "needs chromium or google-chrome in PATH"),
  .timeLimit(.minutes(60)))
struct ConsoleBrowserTests {
  @Test(
    "a thousand models are shown page by page, filtered, sorted and changed in place, and markup in an id stays text")
  func models() async throws {
    let mock = ConsoleMock(isOpen: true)
    let lines = try await Browser.run(
      #"""
      await visit("Models");
      tell(all("main .count")[0].textContent);
      tell(all("main .pager")[0].firstChild.textContent);
      tell(all("main tbody tr").length + " rows shown, " + all("img").length + " images");
      tell(all("main tbody td")[0].textContent);
      press("Next");
      tell(all("main tbody td")[0].textContent);
      const filter = all("main input[type=search]")[0];
      filter.value = "MODEL-99 openai";
      filter.dispatchEvent(new Event("input"));
      press("Weight");
      press("Weight");
      const first = () => all("main .count")[0].textContent + ": "
        + [...all("main tbody tr")[0].cells].map((one) => one.textContent).slice(0, 4).join(" ");
      tell(first());
      all("main tbody tr")[0].querySelector("button").click();
      await until(() => page().getElementById("messages").textContent.includes("was saved"));
      await until(() => !all("main[aria-busy]").length);
      tell(first());
      tell(page().title);
      """#, on: mock)
    #expect(
      lines == [
        "1,000 rows", "Page 1 of 20", "50 rows shown, 0 images", ConsoleMock.canary, "vendor/model-50",
        "11 of 1,000 rows: vendor/model-999 openai enabled 9", "11 of 1,000 rows: vendor/model-999 openai enabled 9",
        "Models – TokenHub console", "done",
      ])
    // H-325 takes a slash as it is and encoded; what else an id may hold must be encoded.
    #expect(mock.calls.contains("PATCH /admin/v1/models/vendor%2Fmodel-999 cookie"))
    #expect(mock.unknown == [])
  }

  private static let setUp = "Password, at least 8 characters|The same again"
  private static let unlock = "Vault password"

  @Test(
    "H-804: a vault that was never set up asks for setting it up, a locked one for its password",
    arguments: [(false, "Set up the vault", setUp), (true, "Unlock the vault", unlock)])
  func vault(initialized: Bool, title: String, labels: String) async throws {
    let lines = try await Browser.run(
      #"""
      tell((await until(() => all("dialog h2")[0])).textContent);
      tell(all("dialog label").map((one) => one.textContent).join("|"));
      press("Later");
      await visit("Vault, access");
      tell(all("main label").map((one) => one.textContent).join("|") + ", " + all("dialog").length + " dialogs");
      """#, on: ConsoleMock(isOpen: true, locked: true, initialized: initialized))
    #expect(lines == [title, labels, "\(labels), 0 dialogs", "done"])
  }

  @Test("signing in takes the token once; every section is then shown with labelled controls and no markup of the data")
  func everySection() async throws {
    let mock = ConsoleMock(isOpen: false)
    let lines = try await Browser.run(
      #"""
      function check() {
        const unlabelled = all("input, select, textarea").filter((one) => one.labels.length !== 1 || !one.labels[0].textContent);
        const nameless = all("button, a").filter((one) => !one.textContent.trim());
        const ids = all("[id]").map((one) => one.id);
        const faults = [];
        if (unlabelled.length) faults.push("no label");
        if (nameless.length) faults.push("no name");
        if (new Set(ids).size !== ids.length) faults.push("an id twice");
        if (all("img, main script, main style, [style]").length) faults.push("markup of the data");
        if (all(".notice.bad").length) faults.push("trouble: " + all(".notice.bad")[0].textContent);
        return faults.join(", ") || "sound";
      }
      await signIn("no-token-of-anybody");
      tell("wrong: " + (await until(() => all("#gate [role=alert] p")[0])).textContent);
      await signIn("admin-token-of-the-test");
      await until(() => all("main h1")[0]);
      for (const link of all("nav a")) {
        await visit(link.textContent);
        tell(all("main h1")[0].textContent + ": " + check());
      }
      await visit("API keys");
      press("Create a key");
      all("dialog input")[0].value = "made by the test";
      tell("form: " + check());
      press("Create");
      tell("key: " + (await until(() => all("dialog .secret")[0])).textContent);
      press("I have stored it");
      await until(() => !all("dialog").length);
      tell("key gone: " + !page().documentElement.outerHTML.includes("tokenhub_ab12ab12ab12"));
      await visit("Routing");
      press("Simulate");
      await until(() => page().body.textContent.includes("provider down"));
      tell("simulated: " + check());
      tell("stored: " + (frame.contentWindow.localStorage.length + frame.contentWindow.sessionStorage.length));
      """#, on: mock)
    let sections = [
      "Overview", "Live decisions", "Providers", "Models", "Aliases and plans", "Routing", "API keys", "Statistics",
      "Costs and other series over time", "Requests", "Audit", "Rewards", "Workflows", "Vault and access",
    ]
    let afterwards = [
      "form: sound", "key: tokenhub_\(String(repeating: "ab12", count: 16))", "key gone: true", "simulated: sound",
      "stored: 0", "done",
    ]
    #expect(lines == ["wrong: Invalid admin token (status 401)"] + sections.map { "\($0): sound" } + afterwards)
    #expect(mock.unknown == [])
    // The token is used for opening sessions, and for nothing else.
    #expect(Set(mock.calls.filter { $0.hasSuffix("token") }) == ["POST /admin/v1/session token"])
    #expect(mock.calls.filter { $0.hasSuffix("nobody") }.allSatisfy { $0.hasPrefix("GET /admin/v1/info ") })
  }

  @Test("a gateway without sessions gets the token with every call, also for the events, until signing out forgets it")
  func withoutSessions() async throws {
    let mock = ConsoleMock(isOpen: false, hasSessions: false)
    let lines = try await Browser.run(
      #"""
      await signIn("admin-token-of-the-test");
      await visit("Live");
      tell((await until(() => all("main td .mono")[0])).textContent);
      press("Sign out");
      tell((await until(() => all("#gate .notice")[0])).textContent);
      frame.contentWindow.document.title = "before";
      frame.contentWindow.location.reload();
      await until(() => page().title !== "before" && all("#gate input")[0]);
      tell("asked again");
      """#, on: mock)
    #expect(lines == ["live-model", "Signed out.", "asked again", "done"])
    #expect(mock.calls.contains("GET /admin/v1/events token"))
    #expect(!mock.calls.contains { $0.hasSuffix("cookie") })
    #expect(mock.calls.last == "GET /admin/v1/info nobody")
  }
}
