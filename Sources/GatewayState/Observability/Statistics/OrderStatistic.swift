/// The value at a position of the sorted order, without sorting.
///
/// This is C. A. R. Hoare's FIND ("Algorithm 65: Find", CACM 4(7), 1961) with the median of three as pivot. Orders that
/// make it slow are sorted after all, so that nobody can send latencies that take quadratic time.
enum OrderStatistic {
  /// The value at `position` of the sorted order of `values[range]`, whose order changes; no value may be NaN.
  ///
  /// - Complexity: O(n) on average, O(n log n) at worst.
  static func select(
    _ position: Int, of values: inout [Double], in range: Range<Int>, maximumRounds: Int = 64
  ) -> Double {
    var low = range.lowerBound
    var high = range.upperBound - 1
    var rounds = maximumRounds
    while low < high {
      guard rounds > 0 else {
        values[low...high].sort()
        break
      }
      rounds -= 1
      let pivot = median(values[low], values[low + (high - low) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if position <= right {
        high = right
      } else if position >= left {
        low = left
      } else {
        break
      }
    }
    return values[position]
  }

  private static func median(_ first: Double, _ second: Double, _ third: Double) -> Double {
    max(min(first, second), min(max(first, second), third))
  }
}
