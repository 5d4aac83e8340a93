import RoutingCore

@testable import Routing

/// A worker in a box, because the macros of tests take no value that cannot be copied.
final class BoxedWorker {
  var worker: RouterWorker

  init(_ worker: consuming RouterWorker) {
    self.worker = worker
  }

  convenience init(_ router: Router) {
    self.init(router.makeWorker())
  }

  var generation: UInt64 { worker.generation }
  var number: Int { worker.number }
  var registry: ModelRegistry { worker.registry }
  var view: RouterView { worker.view }

  func refresh() { worker.refresh() }

  func decide(_ request: RoutingRequest, policy: PolicyName = "default") throws(UnknownPolicy) -> RoutedChoice? {
    try worker.decide(request, policy: policy)
  }

  func decide(_ query: RoutingQuery) throws(UnknownPolicy) -> RoutedChoice? { try worker.decide(query) }

  func decide(_ queries: [RoutingQuery], into choices: inout [RoutedChoice?]) throws(UnknownPolicy) {
    try worker.decide(queries.span, into: &choices)
  }

  func answer(to query: RoutingQuery) throws(UnknownPolicy) -> DecisionRecord { try worker.answer(to: query) }
  func model(of choice: RoutedChoice) -> Model? { worker.model(of: choice) }
  func modelID(of choice: RoutedChoice) -> ModelID? { worker.modelID(of: choice) }
  func provider(of choice: RoutedChoice) -> Provider? { worker.provider(of: choice) }
  func provider(withID id: ProviderID) -> RoutedProvider? { worker.provider(withID: id) }

  func begin(at provider: RoutedProvider, now: Moment) -> RoutedAttempt? { worker.begin(at: provider, now: now) }

  func record(_ outcome: AttemptOutcome, at provider: RoutedProvider, now: Moment, message: String? = nil) {
    if let message {
      worker.record(outcome, at: provider, now: now, message: message)
    } else {
      worker.record(outcome, at: provider, now: now)
    }
  }

  func record(_ outcome: AttemptOutcome, of attempt: RoutedAttempt, now: Moment, message: String? = nil) {
    if let message {
      worker.record(outcome, of: attempt, now: now, message: message)
    } else {
      worker.record(outcome, of: attempt, now: now)
    }
  }
}
