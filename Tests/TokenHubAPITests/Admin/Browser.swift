import Foundation
import GatewayTestSupport

/// A browser without a window.
enum Browser {
  /// The name of the program, or nil where there is none.
  static let name = ["chromium", "chromium-browser", "google-chrome"].first(where: Command.isInstalled)

  /// Lets a browser use the console of a mock by the steps of a script; what the script told, line by line.
  ///
  /// The script runs in the page around the console's frame, so that the console's own policy is as it is shipped.
  static func run(_ steps: String, on mock: ConsoleMock) async throws -> [String] {
    mock.drive(by: tools + steps + end)
    let profile = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: profile) }
    return try await LoopbackServer.with(handle: mock.handle) { server in
      let arguments = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--user-data-dir=\(profile.path)", "--remote-debugging-port=0", server.url + "/drive",
      ]
      let process = Task { try await Command.run(name ?? "chromium", arguments, timeout: 900) }
      let watch = Task {
        let result = try await process.value
        mock.report("the browser ended: \(result.errorText)")
      }
      let report = await mock.reported()
      process.cancel()
      _ = try? await watch.value
      return report.split(separator: "\n").map(String.init)
    }
  }

  private static let tools = #"""
    <iframe width=1200 height=900 src="/admin"></iframe>
    <script>
    const frame = document.querySelector("iframe");
    let report = "";
    const tell = (text) => { report += text + "\n"; };
    const page = () => frame.contentDocument;
    const all = (selector) => [...page().querySelectorAll(selector)];
    const press = (text) => all("button").filter((one) => one.textContent === text).pop().click();
    async function until(test) {
      const start = Date.now();
      while (Date.now() - start < 30000) {
        let value;
        try { value = test(); } catch { value = null; }
        if (value) return value;
        await new Promise((go) => setTimeout(go, 5));
      }
      throw new Error("never came: " + test);
    }
    async function signIn(token) {
      (await until(() => all("#gate input")[0])).value = token;
      press("Sign in");
    }
    async function visit(title) {
      const link = await until(() => all("nav a").find((one) => one.textContent === title));
      link.click();
      await until(() => page().title.startsWith(title + " ") && !all("main[aria-busy]").length && all("main h1")[0]);
    }
    (async () => {

    """#

  private static let end = #"""

    tell("done");
    })().catch((error) => tell("failed: " + error.message)).then(() => fetch("/report", { method: "POST", body: report }));
    </script>
    """#
}
