public import RoutingCore

/// Requests that a reward model takes for alike.
public enum FeatureBucket {
  /// The number of a request's bucket: the same kind, the same needs, and as many binary digits in the prompt's length.
  public static func number(kind: ModelKind, inputTokens: TokenCount, requires: CapabilitySet) -> Int {
    let digits = Int.bitWidth - inputTokens.value.leadingZeroBitCount
    return (Int(requires.rawValue) << 8 | Int(kind.rawValue)) << 8 | digits
  }
}
