/// What a client should do next after an error, as error bodies carry it in their member `hint` (C-315).
public enum ClientHint: String, CaseIterable, Hashable, Sendable {
  /// The key is not accepted, and a new one is needed.
  case requestNewKey = "request_new_key"
  /// The same request may succeed later.
  case retry
  /// The same request may succeed in another region or with the model named in another way.
  case switchRegionOrModelFormat = "switch_region_or_model_format"
  /// Nothing the client can send will help.
  case contactSupport = "contact_support"
  /// The request is wrong, and has to be changed.
  case fixRequest = "fix_request"

  /// The hint for an answer, or nil where its status tells of no error.
  ///
  /// The first that fits counts: no supplier in these boundaries; a key that is not accepted; an account that has spent
  /// what it may; a failure that passes; a request that is wrong. `code` is the member of the error, nil for none, and
  /// `shouldRetry` what the header `x-should-retry` says, true where it is missing.
  public static func hint(status: Int, code: String?, shouldRetry: Bool = true) -> ClientHint? {
    guard status >= 400 else { return nil }
    switch FailureKind(status: status, code: code, shouldRetry: shouldRetry) {
    case .noSupplier: return .switchRegionOrModelFormat
    case .badKey: return .requestNewKey
    case .spent: return .contactSupport
    case .passing: return .retry
    case .wrong: return status < 500 && status != 429 ? .fixRequest : .contactSupport
    }
  }
}

/// What kind of error an answer tells of, by the table of C-301 to C-308.
enum FailureKind: Hashable {
  /// Nobody may or can serve the request as it is (C-301).
  case noSupplier
  /// The key is not accepted (C-302).
  case badKey
  /// What may be spent is spent (C-308).
  case spent
  /// It may pass (C-303).
  case passing
  /// It will not pass (C-307).
  case wrong

  init(status: Int, code: String?, shouldRetry: Bool) {
    switch (status, code) {
    case (_, "region_unavailable"), (_, "no_supplier"): self = .noSupplier
    case (401, _): self = .badKey
    // Before C-303, which names the same status: a month does not end while a client waits, even where a proxy has
    // dropped the header that says so.
    case (429, "monthly_budget_exceeded"): self = .spent
    case (429, _), (500, _), (502, _), (503, _), (504, _): self = shouldRetry ? .passing : .wrong
    default: self = .wrong
    }
  }
}
