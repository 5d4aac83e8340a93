import RoutingCore
import RoutingReference
import TrafficReplay

/// A way to decide that the bench measures.
enum DecisionPath: String, CaseIterable, Sendable {
  /// The contract's rules as they read, with a ranked list for every decision.
  case reference
  /// The compiled path, requests with their names looked up beforehand.
  case compiled
  /// The compiled path, looking up the hint of every request.
  case compiledFromNames = "compiled-from-names"
  /// The compiled path with every policy in mode `thompson`, drawing for every candidate.
  case thompson = "compiled-thompson"
}

/// Decides one request of a workload after another, moving to the next health epoch when it is due.
struct DecisionCursor {
  private let workload: Workload
  private var next = 0
  private var epoch = 0
  private var health: CompiledHealth
  /// The sum of the chosen models' numbers, so that no decision is optimised away.
  private(set) var checksum = 0

  init(_ workload: Workload) {
    self.workload = workload
    health = workload.router.compile(workload.history.epochs[0])
  }

  /// Goes to another place of the pool, beginning an epoch there.
  mutating func seek(to place: Int, _ path: DecisionPath) {
    next = place % workload.requests.count
    beginEpoch(path)
  }

  /// Decides `count` requests; the rebuild of compiled health at a new epoch is part of the path's cost.
  mutating func decide(_ count: Int, by path: DecisionPath) {
    for _ in 0..<count {
      if next % Workload.requestsPerEpoch == 0 { beginEpoch(path) }
      let policy = Int(workload.policyNumbers[next])
      switch path {
      case .reference:
        let decision = workload.reference.decide(
          workload.requests[next].request, policy: workload.policies[policy], health: workload.readings[epoch])
        checksum &+= decision?.model.text.utf8.count ?? 0
      case .compiled:
        let choice = workload.router.decide(
          workload.shapes[next], policy: workload.compiledPolicies[policy], health: health)
        checksum &+= choice?.model.index ?? 0
      case .compiledFromNames:
        let choice = workload.router.decide(
          workload.router.shape(of: workload.requests[next].request), policy: workload.compiledPolicies[policy],
          health: health)
        checksum &+= choice?.model.index ?? 0
      case .thompson:
        let choice = workload.router.decide(
          workload.shapes[next], policy: workload.samplingPolicies[policy], health: health, arms: workload.arms)
        checksum &+= choice?.model.index ?? 0
      }
      next = next + 1 == workload.requests.count ? 0 : next + 1
    }
  }

  private mutating func beginEpoch(_ path: DecisionPath) {
    epoch = min(next / Workload.requestsPerEpoch, workload.history.epochs.count - 1)
    if path != .reference { workload.router.update(&health, from: workload.history.epochs[epoch]) }
  }
}
