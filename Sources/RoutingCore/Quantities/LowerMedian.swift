/// The lower median of some numbers, found without allocating.
enum LowerMedian {
  /// The middle value, the lower of two, or nil where there is none; reorders `values`.
  ///
  /// Hoare's selection, with the middle element as pivot: it sorts only what it must, and in place, because a health
  /// epoch begins on the decision path of whoever notices it first.
  ///
  /// - Complexity: O(n) on average, O(n²) at worst, in the number of values.
  static func select(in values: inout [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let target = (values.count - 1) / 2
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = values[low + (high - low) / 2]
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while pivot < values[right] { right -= 1 }
        guard left <= right else { break }
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
      if target <= right {
        high = right
      } else if target >= left {
        low = left
      } else {
        break
      }
    }
    return values[target]
  }
}
