import RoutingCore
import RoutingReference
import TrafficReplay

/// The compiled path answered something else than the reference; exit status 2, and no figure is worth printing.
struct Disagreement: Error, CustomStringConvertible {
  let description: String
}

extension Workload {
  /// How many decisions of a pool are compared before any is timed.
  static let comparisons = 200

  /// Decides requests from all over the pool by every path, each in its own health epoch.
  ///
  /// A fast wrong answer is no answer; laws prove the paths equal over random registries, and this shows it for the
  /// very workload that is measured.
  func checkAgreement() throws(Disagreement) {
    for number in 0..<Workload.comparisons {
      let place = number * requests.count / Workload.comparisons
      let epoch = min(place / Workload.requestsPerEpoch, history.epochs.count - 1)
      let policy = requests[place].policy
      let choice = router.decide(
        shapes[place], policy: compiledPolicies[policy], health: router.compile(history.epochs[epoch]))
      let expected = reference.decide(requests[place].request, policy: policies[policy], health: readings[epoch])
      guard choice.map({ registry[$0.model].id }) == expected?.model, choice?.reason == expected?.reason,
        choice?.estimatedCost == expected?.estimatedCost
      else {
        throw Disagreement(
          description: "request \(place) of \(registry.models.count) models: the compiled path chose "
            + "\(choice.map { registry[$0.model].id.text } ?? "nothing"), the reference "
            + "\(expected?.model.text ?? "nothing")")
      }
    }
  }
}
