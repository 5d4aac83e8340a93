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
    var plain = arrayOfStructs
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
        throw disagreement(place, "compiled path", choice?.model, expected?.model)
      }
      plain.update(from: history.epochs[epoch])
      let plainPlace = plain.decide(questions[place], plainPolicies[policy])
      let plainChoice = plainPlace < 0 ? nil : ModelHandle(index: plainPlace)
      guard plainChoice.map({ registry[$0].id }) == expected?.model else {
        throw disagreement(place, "array of structs", plainChoice, expected?.model)
      }
    }
    try checkPrepared()
  }

  /// Asks a prepared router everything that is asked in two epochs, so that it has learned, and compares it with the
  /// compiled one.
  private func checkPrepared() throws(Disagreement) {
    var prepared = PreparedRouter(preparation, health: router.compile(history.epochs[0]))
    for epoch in 0..<min(2, history.epochs.count) {
      let health = router.compile(history.epochs[epoch])
      prepared.update(from: history.epochs[epoch])
      for place in epoch * Workload.requestsPerEpoch..<(epoch + 1) * Workload.requestsPerEpoch {
        let policy = compiledPolicies[requests[place].policy]
        let choice = prepared.decide(shapes[place], policy: policy)
        // A scan of thousands of models takes its time, so that only some of the answers are compared.
        guard place % (1 + registry.models.count / 256) == 0 else { continue }
        let expected = router.decide(shapes[place], policy: policy, health: health)
        guard choice == expected else {
          throw disagreement(place, "prepared path", choice?.model, expected.map { registry[$0.model].id })
        }
      }
    }
  }

  private func disagreement(
    _ place: Int, _ path: String, _ model: ModelHandle?, _ expected: ModelID?
  ) -> Disagreement {
    Disagreement(
      description: "request \(place) of \(registry.models.count) models: the \(path) chose "
        + "\(model.map { registry[$0].id.text } ?? "nothing"), not \(expected?.text ?? "nothing")")
  }
}
