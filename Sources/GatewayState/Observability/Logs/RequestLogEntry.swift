package import RoutingCore

/// What is remembered of a request of a consumer (H-603).
package struct RequestLogEntry: Hashable, Sendable {
  /// Its id, unique within the log; not the request's, which clients may choose.
  package var id: String
  /// When it was over, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// The model that answered, or of a failed request the one attempted last; nil where none was.
  package var model: ModelID?
  /// The provider of that model.
  package var provider: ProviderID?
  /// The mode in effect, also where the request named none (H-121).
  package var mode: String
  /// What it cost, in US dollars.
  package var cost: Double
  /// How long it took, in milliseconds.
  package var latency: Double
  /// The status that the client got.
  package var statusCode: Int
  /// The class of the failure, or nil where there was none.
  package var errorClass: String?
  /// The id of the request.
  package var requestID: String
  /// The API key it came with, by id, or nil.
  package var apiKeyID: String?
  /// The tokens of the prompt.
  package var inputTokens: Int
  /// The tokens of the answer.
  package var outputTokens: Int
  /// The alias that the client named in place of a model, or nil.
  package var aliasFrom: String?
  /// What the client said of the request; stored, and not among the fields that are listed (H-106).
  package var meta: [JSONValue.Member]

  /// Makes an entry.
  package init(
    id: String, milliseconds: Int, model: ModelID?, provider: ProviderID?, mode: String, cost: Double, latency: Double,
    statusCode: Int, errorClass: String? = nil, requestID: String, apiKeyID: String? = nil, inputTokens: Int,
    outputTokens: Int, aliasFrom: String? = nil, meta: [JSONValue.Member] = []
  ) {
    self.id = id
    self.milliseconds = milliseconds
    self.model = model
    self.provider = provider
    self.mode = mode
    self.cost = cost
    self.latency = latency
    self.statusCode = statusCode
    self.errorClass = errorClass
    self.requestID = requestID
    self.apiKeyID = apiKeyID
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.aliasFrom = aliasFrom
    self.meta = meta
  }

  /// All tokens together; the largest number there is where the sum is larger still.
  package var totalTokens: Int {
    let (sum, overflow) = inputTokens.addingReportingOverflow(outputTokens)
    return overflow ? .max : sum
  }

  /// The entry as the API lists it.
  package var json: JSONValue { RecordFields.object(id: id, milliseconds: milliseconds, body: fields.json) }

  /// The entry as the store keeps it.
  package var entry: StateLogEntry {
    var fields = fields
    if !meta.isEmpty { fields.add("meta", JSONValue(.object(meta))) }
    return StateLogEntry(id: id, milliseconds: milliseconds, body: fields.json)
  }

  /// What adds the entry to the log of requests.
  package var change: StateChange { .append(.requests, entry) }

  private var fields: RecordFields {
    var fields = RecordFields()
    fields.add("model_id", model?.text ?? "")
    fields.add("provider_id", provider?.text ?? "")
    fields.add("mode", mode)
    fields.add("estimated_cost_usd", cost)
    fields.add("latency_ms", latency)
    fields.add("status_code", statusCode)
    fields.add(ifPresent: "error_class", errorClass)
    fields.add("request_id", requestID)
    fields.add(ifPresent: "api_key_id", apiKeyID)
    fields.add("input_tokens", inputTokens)
    fields.add("output_tokens", outputTokens)
    fields.add("total_tokens", totalTokens)
    fields.add(ifPresent: "alias_from", aliasFrom)
    return fields
  }
}

extension RequestLogEntry {
  /// Reads an entry of the store, or nil where it is none of these.
  package init?(_ entry: StateLogEntry) {
    let body = entry.body
    guard let model = body["model_id"]?.string, let provider = body["provider_id"]?.string,
      let mode = body["mode"]?.string, let cost = body["estimated_cost_usd"]?.number,
      let latency = body["latency_ms"]?.number, let status = body["status_code"]?.integer,
      let requestID = body["request_id"]?.string, let input = body["input_tokens"]?.integer,
      let output = body["output_tokens"]?.integer
    else { return nil }
    self.init(
      id: entry.id, milliseconds: entry.milliseconds, model: model.isEmpty ? nil : ModelID(model),
      provider: provider.isEmpty ? nil : ProviderID(provider), mode: mode, cost: cost, latency: latency,
      statusCode: status, errorClass: body["error_class"]?.string, requestID: requestID,
      apiKeyID: body["api_key_id"]?.string, inputTokens: input, outputTokens: output,
      aliasFrom: body["alias_from"]?.string, meta: body["meta"]?.members ?? [])
  }
}
