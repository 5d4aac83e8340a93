internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

// MARK: - Who may come in (H-030 to H-040)

extension Gateway {
  /// Refuses bodies that are known to be too long, and addresses that ask too often (H-032, H-038).
  func admit(_ request: GatewayRequest, to endpoint: Endpoint, _ path: RequestPath) throws(APIError) {
    let limit = endpoint == .imageAgent ? MultipartLimits().maximumBodyBytes : GatewayRequest.maximumJSONBytes
    if let length = request.knownLength, length > limit { throw .tooLarge(limit: limit) }
    let isAdmin = path.begins(with: "admin")
    guard isAdmin || path.begins(with: "v1") || path.begins(with: "v2") else { return }
    // A stream of events is one request that lasts; who is not let in is counted where that is seen.
    if endpoint == .events { return }
    let rate = isAdmin ? services.configuration.adminRate : services.configuration.consumerRate
    let verdict = services.limiter.take(
      (isAdmin ? "admin " : "address ") + request.remoteAddress, rate: rate, now: services.elapsed)
    guard verdict != .allowed else { return }
    services.metrics.add(to: isAdmin ? .adminRateLimited : .rateLimited)
    throw .rateLimited
  }

  /// The key that a consumer came with, if it may use an endpoint now.
  ///
  /// - Throws: `APIError` in the order of the contract (H-032): the key, its scope, its budget, its rate.
  ///
  /// Only what `spends` is kept back by a budget: what was ordered and paid for may be asked for to its end.
  func consumer(
    of request: GatewayRequest, _ scope: APIKeyScope, spends: Bool = true
  ) async throws(APIError) -> APIKeyRecord {
    let now = services.now
    guard let presented = Credential.consumerKey(in: request),
      let key = await services.keys.authenticate(presented, now: now)
    else { throw .missingOrInvalidKey }
    guard key.scopes.allows(scope) else { throw .scopeNotAllowed }
    let budget = services.spending.check(key, now: now)
    if spends, budget.isReached { throw .monthlyBudgetExceeded(budget) }
    let rate = RequestRate.ofKey(
      requestsPerSecond: key.requestsPerSecond, common: services.configuration.keyRate)
    if let rate, services.limiter.take("key " + key.id, rate: rate, now: services.elapsed) != .allowed {
      services.metrics.add(to: .rateLimited)
      throw .rateLimited
    }
    return key
  }

  /// Refuses whoever has neither the token of administrators nor a session (H-034, H-035).
  func authenticateAdministrator(_ request: GatewayRequest, at endpoint: Endpoint) throws(APIError) {
    let mayUseQuery = endpoint.access == .administratorByQuery
    guard endpoint == .events else { return try checkAdministrator(request, mayUseQuery: mayUseQuery) }
    try services.countingFailures(of: request, as: .adminRateLimited) { () throws(APIError) in
      try checkAdministrator(request, mayUseQuery: mayUseQuery)
    }
  }

  private func checkAdministrator(_ request: GatewayRequest, mayUseQuery: Bool) throws(APIError) {
    if let session = Credential.session(in: request), services.gate.accepts(session: session, now: services.now) {
      return
    }
    var token = Credential.bearer(in: request)
    if token == nil, mayUseQuery { token = QueryParameters(request.query)["token"] }
    guard let token else {
      throw APIError(status: 401, message: "missing admin token", code: "missing_admin_token")
    }
    guard services.gate.accepts(token: token) else {
      throw APIError(status: 401, message: "invalid admin token", code: "invalid_admin_token")
    }
  }
}

extension GatewayServices {
  /// Looks at a secret on a path whose requests count in no rate, and counts those that fail (H-034, H-038).
  ///
  /// An address that has failed too often is looked at no more, with the right secret neither: otherwise it could be guessed
  /// without end, as the one right guess would be let in.
  func countingFailures(
    of request: GatewayRequest, as refused: MetricCounter, _ check: () throws(APIError) -> Void
  ) throws(APIError) {
    let (key, rate) = ("failures " + request.remoteAddress, configuration.adminRate)
    // Taken first and given back, or of many at once each would be the first.
    guard limiter.take(key, rate: rate, now: elapsed) == .allowed else {
      metrics.add(to: refused)
      throw .rateLimited
    }
    try check()
    limiter.giveBack(key, rate: rate)
  }
}

extension APIError {
  /// The money of the month is spent (H-039).
  static func monthlyBudgetExceeded(_ budget: KeyBudget) -> APIError {
    var error = APIError(status: 429, message: "monthly budget exceeded", code: "monthly_budget_exceeded")
    error.mayRetry = false
    error.details = [
      JSONValue.Member(name: "budget_usd", value: JSONValue(.number(budget.budget))),
      JSONValue.Member(name: "spent_usd", value: JSONValue(.number(budget.spent))),
    ]
    return error
  }
}
