/// JSON inside other text.
enum JSONText {
  /// The value that `bytes` are, white space at either end left out.
  ///
  /// - Complexity: O(n) in the number of bytes.
  static func value(of bytes: ArraySlice<UInt8>) -> Result<JSONValue, JSONError> {
    do throws(JSONError) {
      return .success(try JSONValue(parsing: Array(bytes)))
    } catch {
      return .failure(error)
    }
  }

  /// The part of a trimmed text that is meant as JSON (R-1505).
  ///
  /// A text that is JSON as a whole is that part, which no rule says since a fence cannot stand in it; a string with
  /// brackets in it stays whole that way. Else it is the body of the first block marked `json`, else of the first
  /// block that is JSON, else the first object or array that is, else the text.
  ///
  /// - Complexity: as ``firstContainer(in:)``.
  static func extracted(from bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if isJSON(bytes) { return bytes }
    let blocks = FencedBlock.all(in: bytes)
    let block = blocks.first { $0.isLanguage("json", in: bytes) } ?? blocks.first { isJSON(bytes[$0.body]) }
    if let block { return TextBytes.trimmed(bytes[block.body]) }
    return firstContainer(in: bytes) ?? bytes
  }

  /// The first object or array in a text that can be read as JSON.
  ///
  /// Every bracket is tried until one reads to its end. A try ends at the first byte that cannot stand there and at
  /// ``JSONScanner/maximumDepth`` levels, which is what bounds the work: tries that begin at different brackets and
  /// still run at the same byte are nested in one another, or see strings where the others see none, since a bracket
  /// that is closed again ends the search.
  ///
  /// - Complexity: O(d · n) in the length of the text, where d is ``JSONScanner/maximumDepth``; O(n) in common text.
  static func firstContainer(in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var cursor = JSONScanner(Array(text))
    while let byte = cursor.current {
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["), let end = end(of: cursor) {
        let container = text[text.startIndex + cursor.index..<text.startIndex + end]
        // Skipping does not see members that stand twice or numbers beyond all bounds.
        if isJSON(container) { return container }
      }
      cursor.step()
    }
    return nil
  }

  private static func end(of start: JSONScanner) -> Int? {
    var scanner = start
    do throws(JSONError) {
      try scanner.skipValue()
      return scanner.index
    } catch {
      return nil
    }
  }

  private static func isJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
    switch value(of: bytes) {
    case .success: true
    case .failure: false
    }
  }
}
