public import RoutingCore

/// Replays endless synthetic traffic: generates it, decides it, attempts it on simulated providers, records what came of
/// it in a health book, and counts, without allocating for a request.
///
/// Requests go through these steps a block at a time, which changes nothing: a block ends where health is read again, and
/// until then no decision depends on another request. It keeps each step's code and data close to the processor, and
/// lets a host time the steps apart.
public struct StreamReplay: Sendable {
  private var stream: RequestStream
  private var gateway: SimulatedGateway
  private var fleet: SimulatedFleet
  private let policies: [CompiledPolicy]
  private var block: [Entry] = []
  private var choices: [Choice?] = []
  /// The first request after the block, where health was to be read before it.
  private var following: StreamedRequest?

  /// How many requests go through the steps together: their shapes and choices take 40 KB.
  public static let blockSize = 256

  private struct Entry: Sendable {
    let shape: RequestShape
    let arrival: Moment
    let policy: Int
  }

  /// Makes a replay over a router; the same seed gives the same report.
  public init(
    over router: CompiledRouter, seed: UInt64, requestsPerSecond: Double = 8_000, mode: RoutingMode? = nil
  ) {
    stream = RequestStream(over: router, seed: seed, requestsPerSecond: requestsPerSecond, mode: mode)
    gateway = SimulatedGateway(over: router)
    fleet = SimulatedFleet(of: router.registry, seed: seed)
    report = ReplayReport(modelCount: router.registry.models.count)
    policies = stream.palette.policies.map { router.compile($0) }
    block.reserveCapacity(StreamReplay.blockSize)
    choices.reserveCapacity(StreamReplay.blockSize)
  }

  /// What came of the traffic so far.
  public private(set) var report: ReplayReport

  /// What the health book says at a moment.
  public func health(at now: Moment) -> HealthSnapshot { gateway.snapshot(at: now) }

  /// Takes so many requests through all steps.
  public mutating func replay(_ count: Int) {
    var remaining = count
    while remaining > 0 {
      remaining -= generate(atMost: remaining)
      readHealth()
      decide()
      settle()
    }
  }

  /// First step: draws the next block, of at least one request and at most so many, and returns its size.
  @discardableResult
  public mutating func generate(atMost limit: Int = blockSize) -> Int {
    precondition(limit > 0, "A block holds at least one request.")
    block.removeAll(keepingCapacity: true)
    let first = following ?? stream.next()
    following = nil
    append(first)
    let reading = gateway.reading(at: first.arrival)
    while block.count < min(limit, StreamReplay.blockSize) {
      let request = stream.next()
      guard request.arrival.milliseconds(since: reading) < SimulatedGateway.millisecondsPerEpoch else {
        // What is decided before has to be recorded before the book is read.
        following = request
        break
      }
      append(request)
    }
    return block.count
  }

  /// Second step: reads the health book where the last reading is too old for the block.
  public mutating func readHealth() {
    if let first = block.first { gateway.refreshHealth(at: first.arrival) }
  }

  private mutating func append(_ request: StreamedRequest) {
    block.append(
      Entry(
        shape: gateway.router.shape(of: request.numbers, draws: request.draws), arrival: request.arrival,
        policy: request.policy))
  }

  /// Third step: chooses a model for every request of the block.
  public mutating func decide() {
    choices.removeAll(keepingCapacity: true)
    for entry in block { choices.append(gateway.decide(entry.shape, policy: policies[entry.policy])) }
  }

  /// Last step: simulates the attempts, records their outcomes and counts.
  public mutating func settle() {
    for (entry, choice) in zip(block, choices) {
      guard let choice else {
        // The dice go on as for an attempt, so that policies which refuse others still meet the same luck.
        fleet.skipAttempt()
        report.countRefusal()
        continue
      }
      let outcome = fleet.attempt(at: choice.provider, now: entry.arrival)
      gateway.record(outcome, at: choice.provider, now: entry.arrival)
      report.count(outcome, at: choice.model, cost: choice.estimatedCost)
    }
  }
}
