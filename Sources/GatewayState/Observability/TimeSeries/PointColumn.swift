/// The points of one series in the order of time, in two columns of 8 bytes a point each.
struct PointColumn: Sendable {
  private var times: [Int] = []
  private var values: [Double] = []
  /// Where the first point stands; those before it are gone, and the space is taken back when they are half.
  private var start = 0

  var count: Int { times.count - start }
  var firstTime: Int? { count == 0 ? nil : times[start] }
  var lastTime: Int? { count == 0 ? nil : times[times.count - 1] }

  /// Adds a point behind those of the same moment.
  ///
  /// - Complexity: O(1) amortised where points come in the order of time, else O(k) in the points that are later.
  mutating func insert(_ time: Int, _ value: Double) {
    guard let last = lastTime, time < last else {
      times.append(time)
      values.append(value)
      return
    }
    let place = start + count(before: time, orAt: true)
    times.insert(time, at: place)
    values.insert(value, at: place)
  }

  /// Drops the first points.
  mutating func removeFirst(_ number: Int) {
    start += number
    guard start * 2 >= times.count else { return }
    times.removeFirst(start)
    values.removeFirst(start)
    start = 0
  }

  /// How many points are earlier than a moment, or not later where those at the moment count too.
  ///
  /// - Complexity: O(log n).
  func count(before time: Int, orAt includesMoment: Bool = false) -> Int {
    var low = start
    var high = times.count
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] < time || (includesMoment && times[middle] == time) { low = middle + 1 } else { high = middle }
    }
    return low - start
  }

  /// The points of a range of positions.
  func points(_ range: Range<Int>) -> [TimeSeriesPoint] {
    (range.lowerBound + start..<range.upperBound + start).map {
      TimeSeriesPoint(milliseconds: times[$0], value: values[$0])
    }
  }
}
