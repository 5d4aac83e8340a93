/// Comparisons whose time does not tell where their sides differ.
public enum ConstantTime {
  /// Whether two rows of bytes are the same; looks at every byte, also after a difference.
  ///
  /// Only their lengths may show in the time it takes, so compare digests where the length is secret.
  ///
  /// - Complexity: O(n) in the longer one.
  public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    var difference = UInt(left.count ^ right.count)
    for place in 0..<max(left.count, right.count) {
      // Which of the bounds holds depends on lengths alone.
      let first = place < left.count ? left[place] : 0
      let second = place < right.count ? right[place] : 0
      difference |= UInt(first ^ second)
    }
    return difference == 0
  }
}
