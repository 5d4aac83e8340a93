/// A path as its decoded segments (H-007).
struct RequestPath: Hashable, Sendable {
  /// The segments; one slash at the end is no segment.
  let segments: [String]

  /// Reads a path, or gives nil where it does not begin with a slash or cannot be decoded.
  ///
  /// - Complexity: O(n) in the length of the path.
  init?(_ path: String) {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var raw = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    if raw.last?.isEmpty == true { raw.removeLast() }
    var segments: [String] = []
    for segment in raw {
      guard let text = PercentEncoding.decoded(segment, plus: .isItself) else { return nil }
      segments.append(text)
    }
    self.segments = segments
  }

  /// Whether the path lies below some segments.
  func begins(with first: String...) -> Bool { segments.starts(with: first) }
}
