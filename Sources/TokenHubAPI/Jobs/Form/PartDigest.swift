internal import Digests

/// A hash of the parts of a body that does not depend on its boundary (H-717).
///
/// Each part counts by its name, the name of its file, its type, and the hash of its content; lengths stand before
/// texts, so that no two lists of parts are written alike.
struct PartDigest: Sendable {
  private var whole = SHA256()
  private var content = SHA256()

  mutating func begin(_ part: MultipartPart) {
    content = SHA256()
    for text in [part.name, part.fileName, part.mediaType] {
      whole.add(text.map { Array("\($0.utf8.count):\($0)".utf8) } ?? [UInt8(ascii: "-")])
    }
  }

  mutating func add(_ bytes: [UInt8]) { content.add(bytes) }

  mutating func endPart() { whole.add(content.finished) }

  /// The hash of all parts so far.
  var finished: [UInt8] { whole.finished }
}
