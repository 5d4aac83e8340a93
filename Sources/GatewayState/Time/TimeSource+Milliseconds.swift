package import Routing
internal import RoutingCore

extension TimeSource {
  /// The present in milliseconds since 1970, for what is dated; zero where the clock tells no time that can be.
  package var unixMilliseconds: Int {
    let milliseconds = (unixTime * 1000).rounded()
    return milliseconds >= 0 && milliseconds < 0x1p53 ? Int(milliseconds) : 0
  }

  /// The present in milliseconds on the clock that never goes back, for what is measured within one process.
  ///
  /// Dates are set by people and by servers of time: a limit or a lock that counted by them would stop, or end too soon, with
  /// each such step.
  package var elapsedMilliseconds: Int { Int(now.nanoseconds / 1_000_000) }
}
