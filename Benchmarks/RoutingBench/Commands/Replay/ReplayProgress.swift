/// How far a replay has come, on a terminal: requests, their speed, and how long the rest will take.
struct ReplayProgress {
  private(set) var requests = 0
  private let limit: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var bar = ProgressBar()
  private var timeLeft = TimeLeft()

  /// `limit` is how many requests there are to be, or as many as can be counted where nobody said.
  init(limit: Int) {
    self.limit = limit
    start = clock.now
  }

  /// Shows some more requests; `share` is how much of the trace was read, where that is known.
  mutating func show(adding count: Int, share: Double?) {
    requests += count
    guard bar.isShown else { return }
    let seconds = ReplayStopwatch.nanoseconds(start.duration(to: clock.now)) / 1e9
    let share = max(share ?? 0, limit < .max ? Double(requests) / Double(limit) : 0)
    var words = "\(Table.grouped(Double(requests))) requests"
    if seconds > 1 { words += ", \(Table.grouped(Double(requests) / seconds)) a second" }
    if share > 0, let left = timeLeft.seconds(at: share, after: seconds) {
      words += ", \(TimeLeft.words(left)) left"
    } else if share == 0, seconds > 2 {
      words += ", how many are left is not known without --limit"
    }
    bar.show(share, words)
  }

  func finish() { bar.finish() }
}
