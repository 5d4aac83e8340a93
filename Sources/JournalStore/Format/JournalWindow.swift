/// A piece of a file in memory, moved along as one reads.
struct JournalWindow {
  let size: Int
  private let file: any JournalFile
  private var start = 0
  private var bytes: [UInt8] = []

  /// How many bytes are read at once at least.
  private static let step = 1 << 16

  init(_ file: any JournalFile) throws(JournalFileError) {
    self.file = file
    size = try file.size()
  }

  /// So many bytes from a place on, or nil where the file ends before.
  ///
  /// What a record says of its length is held against the file before any room is made for it.
  mutating func bytes(at offset: Int, count: Int) throws(JournalFileError) -> ArraySlice<UInt8>? {
    guard count <= size - offset else { return nil }
    if offset < start || offset + count > start + bytes.count {
      bytes = try file.read(at: offset, upTo: max(count, JournalWindow.step))
      start = offset
    }
    let first = offset - start
    guard first + count <= bytes.count else { return nil }
    return bytes[first..<first + count]
  }
}
