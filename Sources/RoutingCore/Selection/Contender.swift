/// What a picker looks at in one of the models that it picks from.
struct Contender: Sendable {
  var key: RankKey
  /// Stands for the model's id in draws.
  let hash: UInt64
  /// The model's share under ``Picker/weighted``.
  let trafficWeight: Double
  /// How far its provider has come back, from 0 to 1.
  let ramp: Double
  /// The attempts under way at its provider.
  let requestsInFlight: Int

  /// Peak EWMA's load: what the next request is expected to wait for (Finagle, `loadbalancer/PeakEwma.scala`), more
  /// where the provider is still being brought up.
  var load: Double {
    let load = key.latency * (Double(requestsInFlight) + 1)
    return ramp > 0 ? load / ramp : .infinity
  }

  /// Whether it comes before another under ``Picker/twoChoices``.
  func isLessLoaded(than other: Contender) -> Bool {
    load != other.load ? load < other.load : key < other.key
  }
}

/// Contenders that can be visited again and again, in id order.
protocol ContenderSource {
  /// Calls its argument for every contender.
  func visit(_ body: (Contender) -> Void)
}

/// Contenders in a list.
struct ListedContenders: ContenderSource {
  private let contenders: [Contender]

  init(_ contenders: [Contender]) {
    self.contenders = contenders.sorted { $0.key.model < $1.key.model }
  }

  func visit(_ body: (Contender) -> Void) { contenders.forEach(body) }
}

/// What was picked, and how likely that was.
struct Pick {
  let key: RankKey
  let propensity: Double
  /// Whether an affinity kept the request there, so that no draw had a say.
  var isKept = false
}
