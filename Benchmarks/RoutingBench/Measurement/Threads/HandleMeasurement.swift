import Routing
import RoutingCore
import TrafficReplay

/// What it takes to find the handle of a name that the router knows.
enum HandleMeasurement {
  private static let groupSize = 256

  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    _ = try traffic.queries(for: router)
    let names = (0..<groupSize).map { RouterTraffic.name(ofPolicy: traffic.requests[$0].policy) }
    let hinted = traffic.requests.lazy.compactMap(\.request.hint).prefix(groupSize)
    let references = Array(hinted)
    let first = try router.policy(names[0])
    var (policies, handles) = (TimedGroups(), TimedGroups())
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    repeat {
      try policies.measure(names.count) {
        var found: UInt64 = 0
        for name in names { found &+= try router.policy(name) == first ? 1 : 0 }
        return found
      }
      handles.measure(references.count) {
        for reference in references { _ = router.reference(reference) }
        return UInt64(references.count)
      }
    } while clock.now < end
    let models = traffic.registry.models.count
    return [policies.row("resolved-policy", models: models), handles.row("resolved-reference", models: models)]
  }
}
