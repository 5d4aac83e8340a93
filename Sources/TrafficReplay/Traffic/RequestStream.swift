public import RoutingCore

/// A request of an endless stream, as numbers.
public struct StreamedRequest: Hashable, Sendable {
  /// When it arrives.
  public let arrival: Moment
  /// What it asks for.
  public let numbers: RequestNumbers
  /// What its draws follow from: the stream's seed and its number.
  public let draws: DrawKey
  /// The number of its policy in the stream's palette.
  public let policy: Int
}

/// Endless seeded traffic over a router's registry, drawn one request after the other without allocating.
///
/// The mix is that of ``SyntheticTraffic``; a stream does not remember what it drew, so requests may repeat themselves.
/// Every request takes as many draws as any other, and the same seed and registry give the same requests on every
/// machine, however many are taken at once.
public struct RequestStream: Sendable {
  private let tables: TrafficTables
  private let nanosecondsBetween: Double
  private var generator: SeededGenerator
  private var draws: NumberedDraws
  private var now: Int64 = 0

  /// The bounds of a stream's rate: from one request in four months to one a nanosecond.
  public static let rates = 1e-7...1e9

  /// Makes a stream that arrives as a Poisson process; with a mode given, every policy has that mode.
  public init(
    over router: CompiledRouter, seed: UInt64, requestsPerSecond: Double = 8_000, mode: RoutingMode? = nil
  ) {
    precondition(RequestStream.rates.contains(requestsPerSecond), "A rate lies between 1e-7 and 1e9 a second.")
    tables = TrafficTables(router, PolicyPalette(mode: mode))
    nanosecondsBetween = 1e9 / requestsPerSecond
    generator = SeededGenerator(seed: seed, stream: 5)
    draws = NumberedDraws(seed: seed)
  }

  /// The policies that requests refer to.
  public var palette: PolicyPalette { tables.palette }

  /// The next request.
  public mutating func next() -> StreamedRequest {
    let drawn = tables.draw(using: &generator)
    advance(by: drawn.wait * nanosecondsBetween)
    return StreamedRequest(
      arrival: Moment(nanoseconds: now), numbers: drawn.numbers, draws: draws.next(), policy: drawn.policy)
  }

  /// At the end of representable time all requests arrive at once.
  private mutating func advance(by nanoseconds: Double) {
    let (sum, overflow) = now.addingReportingOverflow(Int64(min(nanoseconds, 0x1p62) + 0.5))
    now = overflow ? .max : sum
  }
}
