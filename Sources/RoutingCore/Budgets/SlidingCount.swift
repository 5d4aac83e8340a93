/// A count over a sliding window, estimated from the sums of two adjacent fixed windows.
///
/// The window that ends now covers all of the current fixed window so far and the end of the previous one. How the
/// previous sum was spread is forgotten, so it is taken as even: it weighs what share of its window is still covered.
struct SlidingCount: Hashable, Sendable {
  /// The most the estimate may reach; nil where there is no limit.
  let limit: Int?
  private(set) var previous = 0
  private(set) var current = 0

  /// Above this a sum stays what it is, so that no addition overflows; limits end at 2⁵³.
  private static let ceiling = 1 << 60

  init(limit: Int?) {
    self.limit = limit
  }

  /// Begins a new fixed window, the next one or a later one.
  mutating func begin(adjacent: Bool) {
    previous = adjacent ? current : 0
    current = 0
  }

  /// Adds to the current sum, or where `late` to the previous one; a negative `amount` takes away, down to zero.
  mutating func add(_ amount: Int, late: Bool = false) {
    if late {
      previous = min(max(previous + amount, 0), SlidingCount.ceiling)
    } else {
      current = min(max(current + amount, 0), SlidingCount.ceiling)
    }
  }

  /// The estimate when `elapsed` of `length` nanoseconds of the current window have passed, rounded up.
  func estimate(elapsed: UInt64, length: UInt64) -> Int {
    // The quotient is at most `previous`, so it fits.
    let (share, rest) = length.dividingFullWidth(UInt64(previous).multipliedFullWidth(by: length - elapsed))
    return current + Int(share) + (rest > 0 ? 1 : 0)
  }

  /// Nanoseconds until `asked` more fit if nothing else is added: 0 where they fit now, nil where they never will.
  func wait(for asked: Int, elapsed: UInt64, length: UInt64) -> UInt64? {
    guard let limit else { return 0 }
    guard asked <= limit else { return nil }
    let room = limit - asked
    guard current <= room else {
      // They do not fit in this window; in the next one the current sum will fade.
      return length - elapsed + SlidingCount.fading(of: current, to: room, length: length)
    }
    let ready = SlidingCount.fading(of: previous, to: room - current, length: length)
    return ready > elapsed ? ready - elapsed : 0
  }

  /// Nanoseconds into a window after which the sum of the window before weighs no more than `room`.
  private static func fading(of sum: Int, to room: Int, length: UInt64) -> UInt64 {
    guard sum > room else { return 0 }
    // sum × (length − t) ≤ room × length, solved for t; the quotient is below `length`, so it fits.
    let product = UInt64(room).multipliedFullWidth(by: length)
    return length - UInt64(sum).dividingFullWidth(product).quotient
  }
}
