import RoutingCore
import RoutingTestSupport
import Testing

/// What must hold of the books of several replicas that are read as one.
@Suite(.offThePool) struct FleetHealthLaws {
  private static let registry = Result { try ModelRegistry(models: [], providers: [Provider(id: "a")]) }
  private static let names: [ReplicaID] = ["east", "north", "west"]

  /// The book of each replica after its share of the steps, by number.
  private func books(_ history: HealthHistory, _ registry: ModelRegistry) -> [[HealthBook]] {
    FleetHealthLaws.names.indices.map { replica in
      var book = HealthBook(for: registry, parameters: history.parameters)
      return [book]
        + history.steps.filter { $0.replica == replica }.map { step in
          book.take(step)
          return book
        }
    }
  }

  private func fleet(of reports: [(replica: Int, version: Int)], _ books: [[HealthBook]]) -> FleetHealth {
    var fleet = FleetHealth()
    for (replica, version) in reports {
      fleet.report(books[replica][version], from: FleetHealthLaws.names[replica], version: UInt64(version))
    }
    return fleet
  }

  private func merged(_ first: FleetHealth, _ second: FleetHealth) -> FleetHealth {
    var merged = first
    merged.merge(second)
    return merged
  }

  /// Some reports, some of them old, some twice.
  private func reports(_ dice: inout Dice, _ books: [[HealthBook]]) -> [(replica: Int, version: Int)] {
    (0..<dice.number(0...4)).map { _ in
      let replica = dice.number(0...2)
      return (replica, dice.number(0...books[replica].count - 1))
    }
  }

  @Test("merging is commutative, associative and idempotent, to the last bit")
  func semilattice() throws {
    let registry = try FleetHealthLaws.registry.get()
    #expect(
      HealthLaw.firstViolation(stream: 0x911, length: 7, replicas: 3) { history in
        var dice = history.dice
        let books = books(history, registry)
        let fleets = (0..<3).map { _ in fleet(of: reports(&dice, books), books) }
        let (a, b, c) = (fleets[0], fleets[1], fleets[2])
        if merged(a, b) != merged(b, a) { return "not commutative" }
        if merged(merged(a, b), c) != merged(a, merged(b, c)) { return "not associative" }
        if merged(a, a) != a { return "not idempotent" }
        return merged(merged(a, b), b) == merged(a, b) ? nil : "not absorbing"
      } == nil)
  }

  @Test("the order of reports, duplicates and late old versions change nothing")
  func delivery() throws {
    let registry = try FleetHealthLaws.registry.get()
    #expect(
      HealthLaw.firstViolation(stream: 0x912, length: 7, replicas: 3) { history in
        var dice = history.dice
        let books = books(history, registry)
        let latest = books.indices.map { (replica: $0, version: books[$0].count - 1) }
        var all = latest + reports(&dice, books) + reports(&dice, books) + latest
        for place in all.indices { all.swapAt(place, dice.number(place...all.count - 1)) }
        let (once, often) = (fleet(of: latest, books), fleet(of: all, books))
        if once != often { return "another fleet after \(all)" }
        let now = history.end.advanced(byMilliseconds: 1)
        return once.snapshot(of: registry, at: now) == often.snapshot(of: registry, at: now) ? nil : "another reading"
      } == nil)
  }

  @Test("replicas read together say what one book says that has seen all events in the order of their times")
  func oneBook() throws {
    let registry = try FleetHealthLaws.registry.get()
    var downs = 0
    #expect(
      HealthLaw.firstViolation(stream: 0x913, replicas: 3) { history in
        var dice = history.dice
        let provider = ProviderHandle(index: 0)
        var one = HealthBook(for: registry, parameters: history.parameters)
        for step in history.steps { one.take(step) }
        let books = books(history, registry)
        let fleet = fleet(of: books.indices.map { ($0, books[$0].count - 1) }, books)
        for pause in [dice.pick([0, 29_999.999_999]), dice.logUniform(1, 1e8)] {
          let now = history.end.advanced(byMilliseconds: pause)
          let single = one.snapshot(at: now).readings[0]
          let joint = fleet.snapshot(of: registry, at: now).readings[0]
          if let difference = difference(single, joint) { return difference }
          downs += single.state == .down ? 1 : 0
          let parts = books.compactMap { $0.last?[provider].latency }
          if let low = parts.min(), let high = parts.max() {
            guard let latency = joint.latency, latency >= low, latency <= high else {
              return "average \(joint) outside of \(low) to \(high)"
            }
          } else if joint.latency != nil {
            return "an average of nothing"
          }
        }
        let counts = fleet.counts(of: "a")
        let record = one[provider]
        if counts.requests != record.totalRequests || counts.errors != record.totalErrors { return "totals" }
        return counts.consecutiveErrors == record.consecutiveErrors ? nil : "errors in a row"
      } == nil)
    #expect(HealthLaw.isOften(downs))
  }

  private func difference(_ single: HealthReading, _ joint: HealthReading) -> String? {
    if single.state != joint.state { return "\(joint.state), not \(single.state)" }
    if single.isAvailable != joint.isAvailable { return "available: \(joint.isAvailable)" }
    if abs(single.errorRate.value - joint.errorRate.value) > 1e-12 { return "error rate" }
    if abs(single.recentOutcomes - joint.recentOutcomes) > 1e-9 { return "recent outcomes" }
    if single.latencyConfidence != joint.latencyConfidence { return "confidence" }
    for percentile in Percentile.allCases {
      for (one, all) in [
        (single.latencyPercentiles[percentile], joint.latencyPercentiles[percentile]),
        (single.tokenTimePercentiles[percentile], joint.tokenTimePercentiles[percentile]),
      ] {
        guard (one == nil) == (all == nil) else { return "\(percentile): \(all as Any), not \(one as Any)" }
        if let one, let all, abs(one.value - all.value) > 1e-9 { return "\(percentile): \(all), not \(one)" }
      }
    }
    return nil
  }

  @Test("time alone never moves the joint average")
  func averageStands() throws {
    let registry = try FleetHealthLaws.registry.get()
    #expect(
      HealthLaw.firstViolation(stream: 0x914, cases: Law.defaultCases, replicas: 3) { history in
        let books = books(history, registry)
        let fleet = fleet(of: books.indices.map { ($0, books[$0].count - 1) }, books)
        let now = fleet.snapshot(of: registry, at: history.end).readings[0].latency
        for pause in [1, 1e6, 1e9, 1e12] {
          let later = fleet.snapshot(of: registry, at: history.end.advanced(byMilliseconds: pause)).readings[0].latency
          if later != now { return "\(now as Any) became \(later as Any) after \(pause) ms" }
        }
        return nil
      } == nil)
  }
}

extension HealthBook {
  /// Takes a step about its first provider; permits are left out.
  mutating func take(_ step: HealthStep) {
    let provider = ProviderHandle(index: 0)
    switch step.event {
    case .outcome(let outcome), .end(_, let outcome): record(outcome, at: provider, now: step.at)
    case .probe(let probe): record(probe, at: provider, now: step.at)
    case .begin: break
    }
  }
}
