import RoutingCore
import RoutingReference
import TrafficReplay

/// A way to decide that the bench measures.
enum DecisionPath: String, CaseIterable, Sendable {
  /// The contract's rules as they read, with a ranked list for every decision.
  case reference
  /// One array of structs and integers for names: what a careful engineer writes in an afternoon.
  case arrayOfStructs = "array-of-structs"
  /// The compiled path: a scan of the candidates, requests with their names looked up beforehand.
  case scan
  /// The scan, looking up the hint of every request.
  case scanFromNames = "scan-from-names"
  /// The scan, telling three fallbacks too.
  case scanWithFallbacks = "scan-3-fallbacks"
  /// The scan with every policy in mode `thompson`, drawing for every candidate.
  case thompson
  /// A prepared router under the same conditions as the scan: all requests, health that moves, rebuilds charged.
  case preparedLive = "prepared-live"
  /// A prepared router that is asked for 32 routes in one health epoch.
  case preparedWarm = "prepared-warm"

  /// Whether a thread learns while it decides, so that it has to be warmed up.
  var isPrepared: Bool { self == .preparedLive || self == .preparedWarm }
}

/// Decides one request of a workload after another, moving to the next health epoch when it is due.
struct DecisionCursor: ~Copyable {
  private let workload: Workload
  private var next = 0
  private var epoch = 0
  private var health: CompiledHealth
  private var prepared: PreparedRouter
  private var plain: ArrayOfStructs
  /// This thread's own, as a gateway's workers have them: threads that share an object pass its counter back and forth.
  private let policies: [CompiledPolicy]
  private let samplingPolicies: [CompiledPolicy]
  /// The sum of the chosen models' numbers, so that no decision is optimised away.
  private(set) var checksum = 0

  init(_ workload: Workload) {
    self.workload = workload
    health = workload.router.compile(workload.history.epochs[0])
    prepared = PreparedRouter(workload.preparation, health: health)
    plain = workload.arrayOfStructs
    policies = workload.compiledPolicies.map { $0.copy() }
    samplingPolicies = workload.samplingPolicies.map { $0.copy() }
  }

  /// Goes to another place of the pool, beginning an epoch there; a path that learns has two epochs for it.
  mutating func seek(to place: Int, _ path: DecisionPath) {
    next = place % workload.requests.count
    if path == .preparedWarm { prepared.update(from: workload.history.epochs[1 % workload.history.epochs.count]) }
    beginEpoch(path)
    guard path.isPrepared else { return }
    decide(2 * Workload.requestsPerEpoch, by: path)
    next = place % workload.requests.count
    beginEpoch(path)
  }

  /// Decides `count` requests; the rebuild of compiled health at a new epoch is part of the path's cost.
  mutating func decide(_ count: Int, by path: DecisionPath) {
    for _ in 0..<count {
      if next % Workload.requestsPerEpoch == 0 { beginEpoch(path) }
      checksum &+= decideNext(path)
      next = next + 1 == workload.requests.count ? 0 : next + 1
    }
  }

  private mutating func decideNext(_ path: DecisionPath) -> Int {
    let policy = Int(workload.policyNumbers[next])
    switch path {
    case .reference:
      let decision = workload.reference.decide(
        workload.requests[next].request, policy: workload.policies[policy], health: workload.readings[epoch])
      return decision?.model.text.utf8.count ?? 0
    case .arrayOfStructs:
      return plain.decide(workload.questions[next], workload.plainPolicies[policy])
    case .scan:
      let choice = workload.router.decide(
        workload.shapes[next], policy: policies[policy], health: health)
      return choice?.model.index ?? 0
    case .scanFromNames:
      let choice = workload.router.decide(
        workload.router.shape(of: workload.requests[next].request), policy: policies[policy],
        health: health)
      return choice?.model.index ?? 0
    case .scanWithFallbacks:
      let chain = workload.router.decide(
        workload.shapes[next], policy: policies[policy], health: health, fallbacks: 3)
      return chain.map { $0.choice.model.index &+ $0.fallbacks.count } ?? 0
    case .thompson:
      let choice = workload.router.decide(
        workload.shapes[next], policy: samplingPolicies[policy], health: health, arms: workload.arms)
      return choice?.model.index ?? 0
    case .preparedLive:
      return prepared.decide(workload.shapes[next], policy: policies[policy])?.model.index ?? 0
    case .preparedWarm:
      let policy = Int(workload.warmPolicyNumbers[next])
      return prepared.decide(workload.warmShapes[next], policy: policies[policy])?.model.index ?? 0
    }
  }

  private mutating func beginEpoch(_ path: DecisionPath) {
    epoch = min(next / Workload.requestsPerEpoch, workload.history.epochs.count - 1)
    switch path {
    case .reference, .preparedWarm: break
    case .arrayOfStructs: plain.update(from: workload.history.epochs[epoch])
    case .preparedLive: prepared.update(from: workload.history.epochs[epoch])
    case .scan, .scanFromNames, .scanWithFallbacks, .thompson:
      workload.router.update(&health, from: workload.history.epochs[epoch])
    }
  }
}
