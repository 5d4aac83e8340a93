internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// Runs jobs of image agents: does what their machine says, each step as a routed call (O-701 to O-717).
struct ImageAgentRunner: Sendable {
  let services: GatewayServices

  /// Starts every job that may start now (O-717); none where the gateway is being closed, whose successor starts it.
  func startWaiting() async {
    let running = services.running
    while let job = await services.jobs.startNext(now: services.now, where: { !running.isClosed }) {
      running.run(job.id) { await run(job) }
      countActive()
    }
  }

  /// What follows the end of a job: the webhook, the counters, and whoever waits (O-714); nothing of it is waited for.
  func ended(_ job: JobRecord) async {
    services.metrics.add(to: .jobs(status: job.status.rawValue))
    countActive()
    let secret = services.configuration.webhookSecret
    var sign: (@Sendable ([UInt8]) -> [UInt8])?
    if let secret { sign = { body in HMACSHA256.code(of: body, key: Array(secret.reveal().utf8)) } }
    let delivery = WebhookDelivery(
      transport: services.ports.transport, time: services.ports.time, random: services.ports.random, sign: sign)
    // Nobody looks at these pictures any more, and a store may keep them until it is told.
    let files = services.jobFiles
    await files.remove(job.idleFiles)
    if job.request.webhookURL != nil {
      services.running.deliver { _ = await delivery.deliver(await files.shown(job)) }
    }
    await startWaiting()
  }

  private func countActive() { services.metrics.set(.activeJobs, to: Double(services.running.count)) }

  /// Does the steps of a job that was begun, until its end or until nobody wants it any more.
  func run(_ job: JobRecord) async {
    let profile = services.profile(of: job.request)
    var (run, _) = ImageAgentRun.start(job.request, profile: profile, now: services.now)
    while run.outcome == nil, let step = run.pendingStep {
      // Whoever called it off before its task was there found nothing to cancel; nothing more is paid for (O-716).
      guard !Task.isCancelled, services.jobs.isUnderWay(job.id) else {
        services.running.forget(job.id)
        return countActive()
      }
      let event = await event(of: step, job)
      // Whoever called it off has ended it already, or closes the gateway and leaves it to the next start.
      if Task.isCancelled { return await drop(event) }
      let effects = run.resume(event, now: services.now)
      guard await services.jobs.took(JobStep(run, effects), of: job.id, now: services.now) != nil else {
        return await drop(event)
      }
    }
    guard let outcome = run.outcome,
      let ended = await services.jobs.end(job.id, outcome.ending, now: services.now)
    else { return }
    services.running.forget(job.id)
    await self.ended(ended)
  }

  /// Removes what a step made for nobody.
  private func drop(_ event: ImageAgentEvent) async {
    guard case .stepEnded(_, let result) = event, let id = result.file else { return }
    await services.jobFiles.remove([id])
  }

  private func event(of step: ImageAgentStep, _ job: JobRecord) async -> ImageAgentEvent {
    // A key that was deleted pays for nothing more.
    guard let key = services.keys.record(job.keyID) else { return .stopped(.cancelled) }
    if services.spending.check(key, now: services.now).isReached { return .stopped(.budget) }
    guard step.deadline > services.now else { return .stopped(.deadline) }
    return .stepEnded(
      step.number, await ImageAgentCalls(services: services, job: job, step: step, key: key).perform())
  }
}

extension GatewayServices {
  /// The agent that a job asked for (O-703, O-708).
  fileprivate func profile(of request: ImageAgentRequest) -> ImageAgentProfile {
    let id = request.agentID ?? request.modelID
    return configuration.agents.first { $0.id == id } ?? ImageAgentProfile(id: request.modelID)
  }
}
