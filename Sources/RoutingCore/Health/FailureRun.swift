/// The failures since the last success, with the times that merging two replicas' runs needs.
///
/// The last ``FailureRun/kept`` times are kept and older ones only counted: enough to tell how far any threshold up to
/// that number was passed after another replica's success, in bounded memory.
struct FailureRun: Hashable, Sendable {
  /// How many times are kept.
  static let kept = 32

  /// The latest failures in the order of their arrival.
  private(set) var times: [Moment] = []
  /// How many failures came before those.
  private(set) var older = 0
  /// The latest success.
  private(set) var lastSuccess: Moment?
  /// The latest failure ever, also one that a success has followed.
  private(set) var lastFailure: Moment?

  /// Takes in a failure.
  mutating func fail(at now: Moment) {
    if times.count == FailureRun.kept {
      times.removeFirst()
      older += 1
    }
    times.append(now)
    lastFailure = max(lastFailure ?? now, now)
  }

  /// Takes in a success, which ends the run.
  mutating func succeed(at now: Moment) {
    // Nearly every success follows a success, and emptying even an empty array takes longer than the rest of this.
    if !times.isEmpty { times.removeAll(keepingCapacity: true) }
    older = 0
    lastSuccess = max(lastSuccess ?? now, now)
  }

  /// The failures in a row.
  var count: Int { older + times.count }

  /// The failures in a row of several replicas, and the latest of them.
  ///
  /// A success anywhere ends every run up to its own time; where both fell on one nanosecond the success counts.
  static func combined(_ runs: some Collection<FailureRun>) -> (count: Int, last: Moment?) {
    var count = 0
    var last: Moment?
    for (place, run) in runs.enumerated() {
      var otherSuccess: Moment?
      for (other, run) in runs.enumerated() where other != place {
        if let success = run.lastSuccess { otherSuccess = max(otherSuccess ?? success, success) }
      }
      guard let end = otherSuccess, run.lastSuccess.map({ $0 < end }) ?? true else {
        count += run.count
        for time in run.times { last = max(last ?? time, time) }
        continue
      }
      // What is only counted came before all that is kept, so nobody knows on which side of the success it fell.
      for time in run.times where time > end {
        count += 1
        last = max(last ?? time, time)
      }
    }
    return (count, last)
  }
}
