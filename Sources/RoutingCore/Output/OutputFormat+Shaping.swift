/// A text in the form that a format asks for.
public struct ShapedText: Hashable, Sendable {
  /// The text.
  public let text: String
  /// Where the text breaks the format's schema first; nil where it does not, or where there is no schema.
  public let violation: SchemaViolation?
  /// Whether the end of the text was cut off (R-1507).
  public let isCut: Bool
}

extension OutputFormat {
  /// Shapes the text of a whole answer: thinking is stripped, the type given, the schema checked, the length cut, in
  /// that order (R-1503).
  ///
  /// Shaping what was shaped changes nothing where the type is Markdown, and where it is JSON and the text is JSON. It
  /// may change plain text, of which one layer of Markdown is taken at a time, and text that was cut.
  ///
  /// - Complexity: O(n) in the length of the text, with a factor of up to ``JSONScanner/maximumDepth`` where JSON is
  ///   looked for in text full of brackets; checking comes on top.
  public func shaped(_ text: String) -> ShapedText {
    var shaped = text
    if stripsThinking { shaped = ThinkTags.stripped(shaped) }
    if let type { shaped = OutputFormat.shaped(shaped, into: type) }
    let violation = schema?.violation(in: shaped)
    let cut = lengthCut(shaped)
    return ShapedText(text: cut ?? shaped, violation: violation, isCut: cut != nil)
  }

  private static func shaped(_ text: String, into type: OutputType) -> String {
    let bytes = TextBytes.trimmed(Array(text.utf8)[...])
    return switch type {
    case .json: String(decoding: JSONText.extracted(from: bytes), as: UTF8.self)
    case .text: TextBytes.trimmed(PlainText.withoutMarkdown(bytes))
    case .markdown: String(decoding: bytes, as: UTF8.self)
    case .xml:
      FencedBlock.all(in: bytes).first { $0.isLanguage("xml", in: bytes) }
        .map { String(decoding: TextBytes.trimmed(bytes[$0.body]), as: UTF8.self) }
        ?? String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The start of a text that is too long and three dots, or nil where the text may stay whole.
  private func lengthCut(_ text: String) -> String? {
    guard let maximumTokens, type?.canBeCut ?? true else { return nil }
    let (limit, overflow) = maximumTokens.multipliedReportingOverflow(by: OutputFormat.charactersPerToken)
    guard !overflow, text.utf8.count > limit else { return nil }
    let kept = text.prefix(limit)
    return kept.endIndex < text.endIndex ? kept + "..." : nil
  }

  /// How many characters a token is taken to be (R-1507).
  static let charactersPerToken = 4
}
