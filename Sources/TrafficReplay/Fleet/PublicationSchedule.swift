import RoutingCore

/// When what a replica knows at a moment becomes visible to the others.
///
/// Every replica publishes at a fixed interval. Replicas are not started together, so their publications are spread evenly
/// over the interval.
struct PublicationSchedule: Hashable, Sendable {
  private let interval: Int64
  private let delay: Int64
  private let replicas: Int64

  init(replicas: Int, interval: Milliseconds, delay: Milliseconds) {
    precondition(replicas > 0, "A fleet has at least one replica.")
    self.replicas = Int64(replicas)
    self.interval = Moment(milliseconds: interval.value).nanoseconds
    self.delay = Moment(milliseconds: delay.value).nanoseconds
  }

  /// The first publication of a replica at `moment` or later; never at the end of representable time.
  func publication(from replica: Int, at moment: Moment) -> Moment {
    guard interval > 0 else { return moment }
    // Apart, so that no product of a long interval overflows.
    let (part, rest) = interval.quotientAndRemainder(dividingBy: replicas)
    let first = part * Int64(replica) + rest * Int64(replica) / replicas
    guard moment.nanoseconds > first else { return Moment(nanoseconds: first) }
    let late = (moment.nanoseconds - first) % interval
    return late == 0 ? moment : PublicationSchedule.sum(moment, interval - late)
  }

  /// When the others see what a replica knows at a moment, which is not before zero.
  func visibility(from replica: Int, at moment: Moment) -> Moment {
    PublicationSchedule.sum(publication(from: replica, at: moment), delay)
  }

  private static func sum(_ moment: Moment, _ nanoseconds: Int64) -> Moment {
    let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(nanoseconds)
    return Moment(nanoseconds: overflow ? .max : sum)
  }
}
