/// What came of the policies in one segment of a trace.
public struct SegmentOutcomes: Hashable, Sendable {
  /// Which segment of the trace it is, counted from 0; those without requests are left out.
  public let number: Int
  /// What came of the policies in it.
  public let comparison: PolicyComparison

  /// Makes the outcomes of a segment.
  public init(number: Int, comparison: PolicyComparison) {
    self.number = number
    self.comparison = comparison
  }
}
