/// Token estimates from what is known before a model has been asked.
public enum TokenEstimator {
  /// What an image or another part that is not text counts for.
  public static let tokensPerPart = 765
  /// The answer length assumed where nothing says otherwise.
  public static let defaultOutput: TokenCount = 512

  /// The prompt's length: `stated` where the caller gave one, else a quarter of the bytes, rounded up, and a flat
  /// count for every part that is not text.
  ///
  /// A stated estimate of zero or less means that there is none. `textBytes` counts the UTF-8 bytes of all texts,
  /// tool calls and tool results, with directives already stripped.
  public static func input(stated: Int?, textBytes: Int, otherParts: Int) -> TokenCount {
    if let stated, stated > 0 { return TokenCount(clamping: stated) }
    let text = TokenCount(clamping: max(textBytes, 0) / 4 + (max(textBytes, 0) % 4 == 0 ? 0 : 1))
    let (parts, overflow) = max(otherParts, 0).multipliedReportingOverflow(by: tokensPerPart)
    guard !overflow, parts < TokenCount.maximum.value else { return .maximum }
    return TokenCount(clamping: text.value + parts)
  }

  /// The answer's length: the policy's estimate where it is positive, else the request's own limit where that is
  /// lower than ``defaultOutput``, else ``defaultOutput``.
  public static func output(policyEstimate: Int?, requestLimit: Int?) -> TokenCount {
    if let policyEstimate, policyEstimate > 0 { return TokenCount(clamping: policyEstimate) }
    if let requestLimit, requestLimit > 0, requestLimit < defaultOutput.value {
      return TokenCount(clamping: requestLimit)
    }
    return defaultOutput
  }
}
