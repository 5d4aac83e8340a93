internal import RoutingCore

extension IntegrationChecker {
  /// How long a video is waited for between two questions, in milliseconds (C-226).
  static let pollInterval = 10_000
  /// The shortest of these waits, whatever a server asks for, in milliseconds.
  static let shortestPoll = 1000
  /// How long a video is waited for in all, in milliseconds (C-226).
  static let pollLimit = 900_000

  mutating func receivedText(_ response: ClientResponse, now: Int, unit: Double) {
    let bounds = preferences.only(in: target.region)
    guard response.status == 200 else {
      note([CheckResult(.status, passed: false, observed: .number)])
      return react(ClientAttemptFacts(response, now: now), now: now, unit: unit)
    }
    note(TextValidation.results(response, within: bounds))
    if stopsAtFailedCheck(response, now: now) { return }
    servedModel = target.model
    state = .validated
    proceed(now: now)
  }

  mutating func receivedImage(_ response: ClientResponse, now: Int, unit: Double) {
    guard response.status == 200 else {
      note([CheckResult(.imageStatus, passed: false, observed: .number)])
      return react(ClientAttemptFacts(response, now: now), now: now, unit: unit)
    }
    let (results, source) = MediaValidation.image(response, key: key)
    note(results)
    if stopsAtFailedCheck(response, now: now) { return }
    if let source { transfer(.image, source, response, now: now) }
  }

  mutating func receivedSubmission(_ response: ClientResponse, now: Int, unit: Double) {
    guard response.status == 200 else {
      note([CheckResult(.videoSubmission, passed: false, observed: .number)])
      return react(ClientAttemptFacts(response, now: now), now: now, unit: unit)
    }
    let (results, id) = MediaValidation.submission(response, key: key)
    note(results)
    if stopsAtFailedCheck(response, now: now) { return }
    guard let id else { return }
    enter(.videoTask(id: id, since: now))
    poll(response, since: now, now: now)
  }

  mutating func receivedTask(_ response: ClientResponse, of id: String, since: Int, now: Int, unit: Double) {
    guard response.status == 200 else {
      note([CheckResult(.videoStatus, passed: false, observed: .number)])
      return react(ClientAttemptFacts(response, now: now), now: now, unit: unit)
    }
    attempts = []
    let (results, isDone, source) = MediaValidation.task(response, key: key)
    note(results)
    if stopsAtFailedCheck(response, now: now) { return }
    if isDone, let source { return transfer(.video, source, response, now: now) }
    poll(response, since: since, now: now)
  }

  /// Asks again later, unless that would be too late; what the server says of the wait counts (C-226).
  private mutating func poll(_ response: ClientResponse, since: Int, now: Int) {
    let asked = response[header: "retry-after"].flatMap { RetryAfter.delay($0, unixTime: Double(now) / 1000) }
    let wait =
      asked.map { Int(min($0.value, Double(IntegrationChecker.pollLimit) + 1)) } ?? IntegrationChecker.pollInterval
    let after = max(wait, IntegrationChecker.shortestPoll)
    guard now - since + after <= IntegrationChecker.pollLimit else {
      note(checks.dropFirst(settled.count) + [CheckResult(.videoDeadline, passed: false, observed: .absent)])
      _ = stopsAtFailedCheck(response, now: now)
      return
    }
    send(after: after)
  }

  private mutating func transfer(
    _ media: MediaCheck, _ source: AssetTransfer.Source, _ response: ClientResponse, now: Int
  ) {
    enter(.transfer(media))
    step = .transferAsset(
      AssetTransfer(media: media, source: source, expires: AssetTransfer.expiry(response, now: now)))
  }

  /// Goes on to what is left to check, or reports.
  mutating func proceed(now: Int) {
    guard let next = media.first else {
      step = .finish(report(.success, now: now))
      return
    }
    media.removeFirst()
    switch next {
    case .image:
      enter(.image)
      target = ClientTarget(model: IntegrationContract.imageModel)
    case .video:
      enter(.video)
      target = ClientTarget(model: IntegrationContract.videoModel)
    }
    send()
  }

  /// Begins another request, the checks of the one before being settled.
  private mutating func enter(_ stage: Stage) {
    settled = checks
    attempts = []
    self.stage = stage
  }

  /// Puts the results of the present request in the place of those of its attempts before.
  mutating func note(_ results: [CheckResult]) { checks = settled + results }
}
