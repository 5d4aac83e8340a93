internal import GatewayState
internal import Routing
internal import RoutingCore

/// Passes on what a dispatcher tells of: to the event stream and the metrics, and to the records where a model is taken
/// out.
final class GatewayObserver: RoutingObserver {
  private let traffic: TrafficObserver
  private let registrar = Locked(Follower())

  init(_ traffic: TrafficObserver) { self.traffic = traffic }

  /// Weak, because the registrar keeps the dispatcher, which keeps this observer.
  private struct Follower: Sendable {
    weak var registrar: Registrar?
  }

  /// Makes known who keeps the records, which does not exist yet when the dispatcher is made.
  func attach(_ registrar: Registrar) { self.registrar.withLock { $0.registrar = registrar } }

  func observe(_ event: RoutingEvent, request: String) {
    traffic.observe(event, request: request)
    // What follows waits for the store, and nobody waits for it.
    if case .modelDisabled(let model, _) = event, let registrar = registrar.withLock({ $0.registrar }) {
      Task { await registrar.disable(model) }
    }
  }
}
