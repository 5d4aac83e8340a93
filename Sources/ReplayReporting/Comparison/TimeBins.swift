import TrafficReplay

/// The bins of a timeline, or several of them as one, so that a line through them stays readable.
struct TimeBins {
  /// What happened within a bin.
  struct Bin {
    var requests = 0
    var failures = 0
    var refusals = 0
    var attained = 0
    var cost = 0.0
  }

  /// How many bins a line shows at most.
  static let most = 64

  /// How wide a bin is.
  let seconds: Int
  let bins: [Bin]

  init(_ timeline: OutcomeTimeline) {
    let joined = max((timeline.bins.count + TimeBins.most - 1) / TimeBins.most, 1)
    seconds = timeline.secondsPerBin * joined
    bins = stride(from: 0, to: timeline.bins.count, by: joined).map { first in
      timeline.bins[first..<min(first + joined, timeline.bins.count)].reduce(into: Bin()) { sum, bin in
        sum.requests += bin.requests
        sum.failures += bin.failures
        sum.refusals += bin.refusals
        sum.attained += bin.attained
        sum.cost += bin.cost
      }
    }
  }
}
