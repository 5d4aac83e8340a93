import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct ClientHintTests {
  @Test("C-315: the hints have these names on the wire")
  func names() {
    #expect(
      Set(ClientHint.allCases.map(\.rawValue)) == [
        "request_new_key", "retry", "switch_region_or_model_format", "contact_support", "fix_request",
      ])
  }

  @Test(
    "C-108, C-315: every error names the next action",
    arguments: [
      (503, "no_supplier", true, .switchRegionOrModelFormat),
      (503, "region_unavailable", false, .switchRegionOrModelFormat),
      (400, "no_supplier", true, .switchRegionOrModelFormat), (401, nil, true, .requestNewKey),
      (401, "invalid_api_key", false, .requestNewKey), (429, "monthly_budget_exceeded", false, .contactSupport),
      (429, "monthly_budget_exceeded", true, .contactSupport), (429, "upstream_rate_limited", true, .retry),
      (429, nil, true, .retry), (500, "internal_error", true, .retry), (502, "upstream_error", true, .retry),
      (503, nil, true, .retry), (504, "timeout", true, .retry), (429, nil, false, .contactSupport),
      (500, nil, false, .contactSupport), (501, nil, true, .contactSupport),
      (400, "missing_required_parameter", true, .fixRequest),
      (403, nil, true, .fixRequest), (404, "model_not_found", true, .fixRequest), (409, nil, true, .fixRequest),
      (413, nil, true, .fixRequest), (415, nil, true, .fixRequest), (422, nil, true, .fixRequest),
    ] as [(Int, String?, Bool, ClientHint)])
  func hints(status: Int, code: String?, shouldRetry: Bool, hint: ClientHint) {
    #expect(ClientHint.hint(status: status, code: code, shouldRetry: shouldRetry) == hint)
  }

  @Test("C-315: what is no error has no hint", arguments: [200, 202, 302, 304, 399])
  func noError(status: Int) {
    #expect(ClientHint.hint(status: status, code: nil) == nil)
  }

  @Test("C-315: the hint and the client's own action never contradict each other")
  func agreement() {
    for status in 400..<600 {
      for code in [nil, "no_supplier", "region_unavailable", "monthly_budget_exceeded", "x"] {
        for shouldRetry in [true, false] {
          let facts = ClientAttemptFacts(.status(status), code: code, shouldRetry: shouldRetry, allowedRegions: ["eu"])
          let history = ClientAttemptHistory(operation: .image, target: ClientTarget(model: "m"))
          let action = ClientRetryPolicy().action(after: history, facts: facts, unit: 0)
          switch (ClientHint.hint(status: status, code: code, shouldRetry: shouldRetry), action) {
          case (.requestNewKey, .stopAndRequestNewKey), (.retry, .retry), (.switchRegionOrModelFormat, .switchTarget),
            (.contactSupport, .fail), (.fixRequest, .fail):
            continue
          case (let hint, let action): Issue.record("\(status) \(code ?? "-"): \(String(describing: hint)) \(action)")
          }
        }
      }
    }
  }
}
