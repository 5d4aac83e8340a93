/// Reads the directives that users write into their messages, and takes them out.
///
/// The `/v1/chat` and `/v1/plan` endpoints always read directives, and the OpenAI-compatible ones only where their
/// configuration says so (R-1411). That switch is the caller's: where it is off, nothing here needs to be called, and
/// the texts go on as they came, marker and all.
public enum DirectiveParser {
  /// Reads and strips the directives in `messages`.
  ///
  /// In each user message the first directive that starts in the first 2048 bytes counts, and across messages later
  /// values override earlier ones (R-1402). A block without an end asks for nothing and is passed over (R-1408). All
  /// directives in user messages are taken out, also those that do not count (R-1409). The core cannot read JSON, so
  /// `isJSON` tells whether an `output_schema` is a JSON text. Work and memory grow in line with the texts.
  ///
  /// - Throws: ``DirectiveError`` where an `output_schema` is not JSON, or where nothing is left of the only user
  ///   message.
  public static func read(
    _ messages: [DirectiveMessage], isJSON: (Substring) -> Bool
  ) throws(DirectiveError) -> DirectiveReading {
    var directive = Directive()
    var texts: [String?] = []
    texts.reserveCapacity(messages.count)
    var warnings = DirectiveWarnings()
    var isEmptied = false
    for (index, message) in messages.enumerated() {
      guard message.isUser, let text = message.text else {
        texts.append(message.text)
        continue
      }
      let bytes = Array(text.utf8)
      guard let stripper = DirectiveStripper(bytes) else {
        texts.append(text)
        continue
      }
      warnings.messageIndex = index
      let said = try self.directive(stripper.bodies, of: bytes, isJSON: isJSON, warnings: &warnings)
      directive = directive.merging(said)
      texts.append(String(decoding: stripper.kept, as: UTF8.self))
      isEmptied = isEmptied || stripper.kept.isEmpty
    }
    if isEmptied, messages.count(where: \.isUser) == 1 { throw .messagesRequired }
    return DirectiveReading(directive: directive, texts: texts, warnings: warnings.records)
  }

  /// What the first body that is complete asks for.
  private static func directive(
    _ bodies: [DirectiveStripper.Body], of bytes: [UInt8], isJSON: (Substring) -> Bool,
    warnings: inout DirectiveWarnings
  ) throws(DirectiveError) -> Directive {
    for body in bodies {
      switch body {
      case .unterminated: warnings.add(.unterminatedBlock, DirectiveBytes.marker[...])
      case .line(let range):
        return try directive(DirectiveTokens(bytes[range], isBlock: false), isJSON: isJSON, warnings: &warnings)
      case .block(let range):
        return try directive(DirectiveTokens(bytes[range], isBlock: true), isJSON: isJSON, warnings: &warnings)
      }
    }
    return Directive()
  }

  private static func directive(
    _ tokens: DirectiveTokens, isJSON: (Substring) -> Bool, warnings: inout DirectiveWarnings
  ) throws(DirectiveError) -> Directive {
    var directive = Directive()
    for token in tokens {
      guard let pair = DirectivePair(token) else {
        warnings.add(.notAPair, token)
        continue
      }
      switch pair.apply(to: &directive, isJSON: isJSON) {
      case .taken: break
      case .ignored(let kind): warnings.add(kind, token)
      case .notJSON: throw .invalidOutputSchema(messageIndex: warnings.messageIndex)
      }
    }
    return directive
  }
}

/// The warnings of one reading, up to the most that it records.
private struct DirectiveWarnings {
  var messageIndex = 0
  private(set) var records: [DirectiveWarning] = []

  mutating func add(_ kind: DirectiveWarning.Kind, _ text: ArraySlice<UInt8>) {
    guard records.count < DirectiveReading.maximumWarnings else { return }
    records.append(DirectiveWarning(messageIndex: messageIndex, kind: kind, text: text))
  }
}
