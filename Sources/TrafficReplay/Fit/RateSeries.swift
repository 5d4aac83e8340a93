public import RoutingCore

/// How many requests came in each window of time, with as many windows as memory allows for.
///
/// Windows begin at the first request. When there are more than ``maximumWindows``, every two become one twice as long,
/// so a trace of any length ends up with at least half as many.
public struct RateSeries: Hashable, Sendable {
  /// The most windows that are kept.
  public static let maximumWindows = 256
  /// How long a window is, in nanoseconds.
  public private(set) var windowNanoseconds: UInt64
  /// How many requests came in each window; the last one may not be over.
  public private(set) var counts: [Int] = []
  private var first: Moment?

  /// Makes an empty series whose windows are a second long until there are too many of them.
  public init() {
    windowNanoseconds = 1_000_000_000
  }

  /// Counts a request that comes no earlier than the first one.
  public mutating func add(_ arrival: Moment) {
    let first = first ?? arrival
    self.first = first
    guard arrival >= first else { return }
    let nanoseconds = UInt64(bitPattern: arrival.nanoseconds &- first.nanoseconds)
    while nanoseconds / windowNanoseconds >= UInt64(RateSeries.maximumWindows) { halve() }
    let window = Int(nanoseconds / windowNanoseconds)
    if counts.count <= window { counts += Array(repeating: 0, count: window + 1 - counts.count) }
    counts[window] += 1
  }

  /// Requests a second in each window.
  public var rates: [Double] { counts.map { Double($0) / (Double(windowNanoseconds) / 1e9) } }

  private mutating func halve() {
    windowNanoseconds *= 2
    counts = stride(from: 0, to: counts.count, by: 2).map { place in
      counts[place] + (place + 1 < counts.count ? counts[place + 1] : 0)
    }
  }
}
