/// A sum of whole numbers that forgets each of them after about a lifetime.
///
/// Time is cut into slices of a tenth of the lifetime, aligned to the host's zero, and the sum is that of the latest
/// ten; a number thus counts for between nine and ten tenths of a lifetime.
struct LeakySum: Hashable, Sendable {
  private static let sliceCount = 10

  private let sliceNanoseconds: Int64
  /// The sums of the latest slices, each at its number modulo their count.
  private var slices: [Int]
  /// The latest slice that was touched; it only moves forward, so a clock that goes back revives nothing.
  private var latest = Int64.min

  /// Makes an empty sum; `lifetime` is positive, in milliseconds.
  init(lifetimeMilliseconds lifetime: Int) {
    sliceNanoseconds = Int64(lifetime) * 1_000_000 / Int64(LeakySum.sliceCount)
    slices = [Int](repeating: 0, count: LeakySum.sliceCount)
  }

  /// The sum at `now`, or at the latest slice where `now` lies before it.
  ///
  /// Reading changes nothing: slices that are over by then are left out of the sum, and not out of the store.
  func value(at now: Moment) -> Int {
    let first = max(slice(at: now), latest) - Int64(LeakySum.sliceCount - 1)
    guard first <= latest else { return 0 }
    var sum = 0
    for number in first...latest { sum += slices[LeakySum.place(of: number)] }
    return sum
  }

  /// Adds `amount`, which may be negative, at `now`.
  mutating func add(_ amount: Int, at now: Moment) {
    advance(to: now)
    slices[LeakySum.place(of: latest)] += amount
  }

  private mutating func advance(to now: Moment) {
    let next = slice(at: now)
    guard next > latest else { return }
    // Numbers of slices are far from the ends of the range, but `latest` begins at one.
    let first = max(latest, next - Int64(LeakySum.sliceCount)) + 1
    for number in first...next { slices[LeakySum.place(of: number)] = 0 }
    latest = next
  }

  private func slice(at moment: Moment) -> Int64 {
    let (quotient, remainder) = moment.nanoseconds.quotientAndRemainder(dividingBy: sliceNanoseconds)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private static func place(of slice: Int64) -> Int {
    let remainder = Int(slice % Int64(sliceCount))
    return remainder < 0 ? remainder + sliceCount : remainder
  }
}
