import RoutingCore

/// What only one thread at a time may touch: the book, and who must be told of what.
struct RouterState: Sendable {
  private(set) var edition: Edition
  private(set) var references = HandleNames<ModelReference>()
  var traffic: TrafficState
  private var lineage: ProviderLineage
  private var seats: [Seat] = []
  private var workersMade = 0
  private var generation: UInt64 = 0
  private var pending = PendingOutcomes()
  private var standings: [ProviderID: ProviderStanding] = [:]
  private var health: CompiledHealth
  private var mustAsk: [Bool]

  /// One worker, as the router sees it.
  private struct Seat: Sendable {
    let link: WorkerLink
    var policies: [CompiledPolicy?]
    /// How many entries of it were collected.
    var sequence = 0
  }

  init(_ edition: Edition, traffic: TrafficState, now: Moment) {
    self.edition = edition
    self.traffic = traffic
    lineage = ProviderLineage(edition.router.registry)
    let snapshot = traffic.snapshot(at: now)
    health = edition.router.compile(snapshot)
    mustAsk = snapshot.readings.map { $0.state == .down }
  }

  // MARK: Workers

  /// A place for one more worker, and what it begins with.
  mutating func addWorker() -> (link: WorkerLink, view: RouterView) {
    let seat = Seat(link: WorkerLink(number: workersMade), policies: edition.policies.map { $0?.copy() })
    workersMade += 1
    seats.append(seat)
    return (seat.link, view(for: seat))
  }

  /// How many workers there are, those not counted whose end was noticed.
  var workerCount: Int { seats.count }

  private func view(for seat: Seat) -> RouterView {
    RouterView(
      generation: generation, roster: lineage.roster, edition: edition, policies: seat.policies, health: health,
      mustAsk: mustAsk)
  }

  // MARK: Publishing

  /// The place of a reference; a new one is known to every worker when this returns.
  mutating func place(of reference: ModelReference) -> (place: Int, retired: [RouterView]) {
    if let place = references.place(of: reference) { return (place, []) }
    let place = references.insert(reference)
    edition.prepare(references.names)
    return (place, post())
  }

  /// Goes over to another edition, in one step for everybody.
  mutating func adopt(_ next: Edition, now: Moment) -> (removed: [HealthTransition], retired: [RouterView]) {
    var removed: [HealthTransition] = []
    if next.registryNumber != edition.registryNumber {
      lineage.move(to: next.router.registry)
      removed = traffic.move(to: next.router.registry)
      standings = standings.filter { next.router.registry.handle(ofProvider: $0.key) != nil }
    }
    edition = next
    // Compiled outside of the lock, it may lack what was asked for meanwhile.
    edition.prepare(references.names)
    for place in seats.indices { seats[place].policies = next.policies.map { $0?.copy() } }
    return (removed, publish(now))
  }

  /// Compiles the health at `now` and posts it to every worker; what comes back is for the caller to let go of.
  private mutating func publish(_ now: Moment) -> [RouterView] {
    let snapshot = snapshot(at: now)
    health = edition.router.compile(snapshot)
    mustAsk = snapshot.readings.map { $0.state == .down }
    return post()
  }

  private mutating func post() -> [RouterView] {
    generation += 1
    var retired: [RouterView] = []
    for seat in seats {
      if let view = seat.link.returns.take() { retired.append(view) }
      if let view = seat.link.arrivals.post(view(for: seat)) { retired.append(view) }
    }
    return retired
  }

  func snapshot(at now: Moment) -> HealthSnapshot {
    traffic.snapshot(at: now)
  }

  // MARK: Outcomes

  /// Collects what the workers told, folds up to `limit` entries, and publishes.
  mutating func tick(
    now: Moment, limit: Int
  ) -> (report: TickReport, retired: [RouterView]) {
    var report = TickReport()
    var open: [Seat] = []
    for seat in seats {
      var seat = seat
      // Read before the entries are: a worker that is gone tells nothing more.
      let isClosed = seat.link.isClosed
      pending.collect(from: seat.link, sequence: &seat.sequence)
      if !isClosed { open.append(seat) }
    }
    seats = open
    for outcome in pending.next(limit) { fold(outcome, now, &report) }
    report.backlog = pending.outcomeCount
    report.spilled = pending.takeSpilled()
    let retired = publish(now)
    report.generation = generation
    return (report, retired)
  }

  private mutating func fold(_ pending: PendingOutcomes.PendingEntry, _ now: Moment, _ report: inout TickReport) {
    let entry = pending.entry
    let provider = lineage.handle(place: entry.place, roster: entry.roster)
    switch entry.event {
    case .began:
      if let provider { traffic.update { $0.countInFlight(1, at: provider) } }
    case .ended(let outcome, let isCounted):
      guard let provider else {
        report.orphaned += 1
        return
      }
      report.folded += 1
      let age = Milliseconds(max(now.milliseconds(since: entry.moment), 0)) ?? 0
      report.staleness = report.staleness.map { max($0, age) } ?? age
      let transition = traffic.update { book in
        if isCounted, entry.permit == 0 { book.countInFlight(-1, at: provider) }
        return book.record(
          outcome, at: provider, now: entry.moment,
          permit: entry.permit == 0 ? nil : AttemptPermit(number: entry.permit), message: pending.message)
      }
      if let transition { report.transitions.append(transition) }
    }
  }

  // MARK: What is asked and told under the lock

  /// Asks the book itself for leave to send an attempt.
  mutating func begin(at provider: RoutedProvider, now: Moment) -> AttemptPermit? {
    guard let handle = lineage.handle(place: provider.place, roster: provider.roster) else { return nil }
    return traffic.update { $0.begin(at: handle, now: now) }
  }

  /// Takes in what came of a probe.
  mutating func record(_ probe: ProbeResult, at id: ProviderID, now: Moment) -> HealthTransition? {
    traffic.record(probe, at: id, now: now)
  }

  /// Takes in what the host knows of a provider; one that is not registered has no standing.
  mutating func set(_ standing: ProviderStanding, of id: ProviderID) {
    guard edition.router.registry.handle(ofProvider: id) != nil else { return }
    standings[id] = standing
    traffic.setLimit(of: id, until: standing.rateLimitedUntil)
    traffic.setCredentials(areLocked: standing.credentialsAreLocked, of: id)
  }

  /// Takes in whether a provider's secret can be read, and leaves its window as it is.
  mutating func setCredentials(areLocked: Bool, of id: ProviderID) {
    guard edition.router.registry.handle(ofProvider: id) != nil else { return }
    standings[id, default: ProviderStanding()].credentialsAreLocked = areLocked
    traffic.setCredentials(areLocked: areLocked, of: id)
  }
}
