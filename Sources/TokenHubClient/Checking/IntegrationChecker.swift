internal import RoutingCore

/// Checks whether a gateway serves a client, step by step; the host sends, waits and fetches (C-201 to C-230).
///
/// Tell it what happened with ``start(key:now:)``, ``received(_:now:unit:)``,
/// ``connectionFailed(deliveredChunks:now:unit:)`` and ``transferred(byteCount:now:)``, and ask with ``next()`` what to
/// do. Moments are milliseconds since 1970 in UTC, and `unit` is a random number from 0 up to 1. Nothing but the requests
/// holds the key, whatever a server sends (C-405).
public struct IntegrationChecker: Sendable {
  /// Where the check stands.
  public internal(set) var state: State = .needKey
  /// What was looked at so far, the latest attempt of each request only (C-216).
  public internal(set) var checks: [CheckResult] = []
  /// How the run failed, for the next one to know of, or nil (C-306).
  public internal(set) var failure: ClientFailure?

  /// Where a check can stand.
  public enum State: String, CaseIterable, Hashable, Sendable {
    /// There is no key.
    case needKey
    /// There is something to send.
    case ready
    /// Something was sent.
    case sent
    /// The answer to the minimal request is as it has to be; pictures and videos may be left to check.
    case validated
    /// The report of success was handed out.
    case reported
    /// It did not succeed, and nothing more is tried.
    case stopped
    /// It did not succeed, and people are asked.
    case escalated
  }

  let contract: IntegrationContract
  let preferences: ClientPreferences
  let formats: ModelFormats
  let delivery: IntegrationContract.Delivery
  let idempotencyKey: String?
  let earlierRuns: [ClientFailure]
  let policy: ClientRetryPolicy
  var media: [MediaCheck]
  var key: ClientKey?
  var redactor = Redactor()
  var stage = Stage.text
  var target: ClientTarget
  var attempts: [ClientAttemptHistory.Attempt] = []
  /// The checks of the requests before the present one.
  var settled: [CheckResult] = []
  var step = IntegrationStep.nothing
  var servedModel: String

  /// Which request is being made.
  enum Stage: Hashable {
    case text
    case image
    case video
    /// How far the video of this id is, submitted at a moment.
    case videoTask(id: String, since: Int)
    case transfer(MediaCheck)
  }

  /// Makes a check.
  /// - Parameters:
  ///   - contract: Where the gateway is.
  ///   - model: The model to ask.
  ///   - preferences: The boundaries to set and to check (C-217).
  ///   - formats: The other names of the model, tried where it has no supplier (C-304).
  ///   - media: What else to check once text has passed, in this order (C-220).
  ///   - delivery: How the answer to the minimal request is to arrive.
  ///   - idempotencyKey: What the keys of the requests begin with, or nil for none (C-305).
  ///   - earlierRuns: How the runs before this one failed, oldest first (C-306).
  public init(
    contract: IntegrationContract = .init(), model: String = IntegrationContract.textModel,
    preferences: ClientPreferences = .init(), formats: ModelFormats? = nil, media: [MediaCheck] = [],
    delivery: IntegrationContract.Delivery = .whole, idempotencyKey: String? = nil, earlierRuns: [ClientFailure] = []
  ) {
    self.contract = contract
    self.preferences = preferences
    self.formats = formats ?? ModelFormats(bare: model)
    self.media = media
    self.delivery = delivery
    self.idempotencyKey = idempotencyKey
    self.earlierRuns = earlierRuns
    policy = ClientRetryPolicy(supportURL: contract.supportURL)
    target = ClientTarget(model: model)
    servedModel = model
  }

  /// Takes what the environment variable holds, nil or empty for nothing (C-201, C-202).
  public mutating func start(key text: String?, now: Int) {
    guard state == .needKey else { return }
    guard let text, let key = ClientKey(text) else {
      step = .finish(report(.needsKey(.init()), now: now))
      return
    }
    self.key = key
    redactor = Redactor(secrets: [key.reveal()])
    send()
  }

  /// What to do next; what is to be done once is handed out once.
  public mutating func next() -> IntegrationStep {
    defer { step = .nothing }
    switch step {
    case .send: if stage == .text { state = .sent }
    case .finish(let report): if report.status == .success { state = .reported }
    case .escalate, .transferAsset, .nothing: break
    }
    return step
  }

  /// Takes the answer to what was sent.
  public mutating func received(_ response: ClientResponse, now: Int, unit: Double) {
    guard isWaiting, step == .nothing else { return }
    switch stage {
    case .text: receivedText(response, now: now, unit: unit)
    case .image: receivedImage(response, now: now, unit: unit)
    case .video: receivedSubmission(response, now: now, unit: unit)
    case .videoTask(let id, let since): receivedTask(response, of: id, since: since, now: now, unit: unit)
    case .transfer: break
    }
  }

  /// Takes that there was no answer, or none to its end: the network failed, or it took too long (C-305, C-314).
  public mutating func connectionFailed(deliveredChunks: Int = 0, now: Int, unit: Double) {
    guard isWaiting, step == .nothing else { return }
    if case .transfer = stage { return }
    react(ClientAttemptFacts(.connectionFailed, deliveredChunks: deliveredChunks), now: now, unit: unit)
  }

  /// Takes that a file was fetched and kept, of so many bytes; 0 where there is none (C-224, C-229).
  public mutating func transferred(byteCount: Int, now: Int) {
    guard case .transfer(let media) = stage, isWaiting, step == .nothing else { return }
    let check: CheckResult.Check = media == .image ? .imageDownload : .videoDownload
    note([CheckResult(check, passed: byteCount > 0, observed: byteCount > 0 ? .object : .absent)])
    if stopsAtFailedCheck(now: now) { return }
    proceed(now: now)
  }

  /// Whether something is under way that an event can be about.
  private var isWaiting: Bool { state == .sent || state == .validated }
}
