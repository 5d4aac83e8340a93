internal import ProviderAdapters
internal import RoutingCore

/// The header fields that tell who answered (H-118).
enum AnswerHeaders {
  static func fields(_ summary: DispatchSummary, alias: String?) -> [HTTPField] {
    fields(model: summary.model, provider: summary.provider, reason: summary.reason, alias: alias)
  }

  static func fields(
    model: ModelID, provider: ProviderID, reason: DecisionReason, alias: String?
  ) -> [HTTPField] {
    let model = PercentEncoding.printable(model.text)
    var fields = [
      HTTPField("X-Negotiated-Model", model), HTTPField("X-TokenHub-Model", model), field(provider),
      HTTPField("X-TokenHub-Reason", reason.name),
    ]
    if let alias { fields.append(HTTPField("X-Alias-From", PercentEncoding.printable(alias))) }
    return fields
  }

  /// The field that names a provider.
  static func field(_ provider: ProviderID) -> HTTPField {
    HTTPField("X-TokenHub-Provider", PercentEncoding.printable(provider.text))
  }
}
