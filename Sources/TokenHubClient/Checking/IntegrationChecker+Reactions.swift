internal import RoutingCore

extension IntegrationChecker {
  /// Does what the policy says after an attempt that did not succeed.
  mutating func react(_ told: ClientAttemptFacts, now: Int, unit: Double) {
    let facts = clean(told)
    let history = ClientAttemptHistory(
      operation: operation, target: target, attempts: attempts, formats: stage == .text ? formats : nil,
      preferences: preferences, isIdempotent: idempotencyKey != nil, earlierRuns: earlierRuns)
    attempts.append(.init(target: target, failure: facts.failure))
    let details = CompletionReport.Details(
      failedCheck: firstFailedCheck, code: facts.code, requestID: facts.requestID)
    switch policy.action(after: history, facts: facts, unit: unit) {
    case .switchTarget(let target):
      self.target = target
      send()
    case .retry(let wait): send(after: wait)
    case .stopAndRequestNewKey:
      end(.stopped, facts.failure, .needsKey(details), now: now)
      // The redactor knows the key as well.
      key = nil
      redactor = Redactor()
    case .fail: end(.stopped, facts.failure, .failed(details), now: now)
    case .escalate(let escalation): escalate(escalation, facts.failure, details, now: now)
    }
  }

  /// Ends the run where a check of an answer did not pass; whether it did end.
  mutating func stopsAtFailedCheck(_ response: ClientResponse? = nil, now: Int) -> Bool {
    guard let check = firstFailedCheck else { return false }
    let facts = clean(
      ClientAttemptFacts(.status(response?.status ?? 200), requestID: response?[header: "x-request-id"]))
    let failure = ClientFailure(status: 200, code: check)
    let details = CompletionReport.Details(failedCheck: check, requestID: facts.requestID)
    if ClientRetryPolicy.isOldStory(failure, earlierRuns) {
      let escalation = Escalation(
        contact: contract.supportURL, requestID: facts.requestID, status: 200, code: check,
        attempts: attempts.count + 1)
      escalate(escalation, failure, details, now: now)
    } else {
      end(.stopped, failure, .failed(details), now: now)
    }
    return true
  }

  /// The next request, after a wait.
  mutating func send(after milliseconds: Int = 0) {
    guard let key else { return }
    let bounds = preferences.only(in: target.region)
    let request: ClientRequest
    switch stage {
    case .text:
      state = .ready
      request = contract.chatRequest(
        key: key, model: target.model, preferences: bounds, delivery: delivery, idempotencyKey: idempotencyKey)
    case .image:
      request = contract.imageRequest(
        key: key, model: target.model, preferences: mediaBounds, idempotencyKey: idempotencyKey.map { $0 + "-image" })
    case .video:
      request = contract.videoRequest(
        key: key, model: target.model, preferences: mediaBounds, idempotencyKey: idempotencyKey.map { $0 + "-video" })
    case .videoTask(let id, _): request = contract.videoTaskRequest(id, key: key, model: target.model)
    case .transfer: return
    }
    step = .send(request, afterMilliseconds: milliseconds)
  }

  func report(_ status: CompletionReport.Status, now: Int) -> CompletionReport {
    CompletionReport(status: status, model: redactor.redacted(servedModel), validatedAt: now)
  }

  /// What was set for regions alone: providers and models that answer texts need not make pictures.
  private var mediaBounds: ClientPreferences {
    ClientPreferences(regions: preferences.only(in: target.region).regions)
  }

  private var operation: ClientAttemptHistory.Operation {
    switch stage {
    case .text: .chat
    case .image: .image
    case .video: .video
    case .videoTask, .transfer: .reading
    }
  }

  private var firstFailedCheck: String? { checks.first { !$0.passed }?.check.rawValue }

  private mutating func escalate(
    _ escalation: Escalation, _ failure: ClientFailure, _ details: CompletionReport.Details, now: Int
  ) {
    end(.escalated, failure, .escalated(details), now: now)
    step = .escalate(escalation, report: report(.escalated(details), now: now))
  }

  private mutating func end(
    _ state: State, _ failure: ClientFailure, _ status: CompletionReport.Status, now: Int
  ) {
    self.state = state
    self.failure = failure
    step = .finish(report(status, now: now))
  }

  /// The facts without what a server may have sent back, and no longer than anybody reads (C-405).
  private func clean(_ facts: ClientAttemptFacts) -> ClientAttemptFacts {
    var facts = facts
    facts.code = facts.code.map(clean)
    facts.requestID = facts.requestID.map(clean)
    facts.allowedRegions = facts.allowedRegions.filter { $0.utf8.count <= 64 && redactor.redacted($0) == $0 }
    return facts
  }

  private func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(redactor.redacted(text).unicodeScalars.prefix(128)))
  }
}
