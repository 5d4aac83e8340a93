public import RoutingCore

/// How long the requests of an open loop took: from when each was begun, and from when it should have been.
///
/// The second is what a caller would have waited. A pause of the system is in it for every request that was due during
/// the pause; in the first it is for one alone.
public struct OpenLoopLatencies: Sendable {
  /// From the beginning of each request to its end.
  public private(set) var service = LatencyHistogram()
  /// From the instant each request was due to its end.
  public private(set) var response = LatencyHistogram()
  private var first: Moment?
  private var last = Moment.zero

  /// Makes an empty record.
  public init() {}

  /// Takes in one request; moments count from one zero.
  public mutating func record(due: Moment, begun: Moment, ended: Moment) {
    service.record(nanoseconds: OpenLoopLatencies.nanoseconds(from: begun, to: ended))
    response.record(nanoseconds: OpenLoopLatencies.nanoseconds(from: due, to: ended))
    first = min(first ?? due, due)
    last = max(last, ended)
  }

  /// Requests ended per second, from the first that was due to the last that ended.
  public var requestsPerSecond: Double {
    let milliseconds = last.milliseconds(since: first ?? last)
    return milliseconds > 0 ? Double(response.count) / milliseconds * 1000 : 0
  }

  /// A request cannot end before it is due, whatever a clock says.
  private static func nanoseconds(from start: Moment, to end: Moment) -> UInt64 {
    UInt64(max(end.nanoseconds &- start.nanoseconds, 0))
  }
}
