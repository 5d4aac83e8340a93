import RoutingCore

/// What the store shows of all replicas' health books, each as it was when last published and long enough ago.
struct FleetStore: Sendable {
  private(set) var health = FleetHealth()
  private let ids: [ReplicaID]
  private var books: [HealthBook]
  private var versions: [UInt64]
  private var news: DelayedNews<Recorded>

  private struct Recorded: Sendable {
    let outcome: AttemptOutcome
    let provider: ProviderHandle
    let moment: Moment
  }

  init(of registry: ModelRegistry, ids: [ReplicaID], schedule: PublicationSchedule) {
    self.ids = ids
    books = Array(repeating: HealthBook(for: registry), count: ids.count)
    versions = Array(repeating: 0, count: ids.count)
    news = DelayedNews(schedule, replicas: ids.count)
  }

  /// Takes in what a replica has recorded.
  mutating func tell(_ outcome: AttemptOutcome, at provider: ProviderHandle, from replica: Int, now: Moment) {
    news.tell(Recorded(outcome: outcome, provider: provider, moment: now), from: replica, at: now)
  }

  /// Shows what has become visible by `now`.
  mutating func advance(to now: Moment) {
    for replica in ids.indices {
      let before = versions[replica]
      while let event = news.next(from: replica, at: now) {
        books[replica].record(event.outcome, at: event.provider, now: event.moment)
        versions[replica] += 1
      }
      if versions[replica] > before {
        health.report(books[replica], from: ids[replica], version: versions[replica])
      }
    }
  }
}
