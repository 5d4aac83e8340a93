import Foundation

/// A file, or standard input for `-`, a chunk of bytes at a time.
struct FileChunks {
  /// A quarter of a megabyte: large enough that the cost of a read vanishes.
  private static let chunkSize = 1 << 18

  let name: String
  /// How many bytes there are in all; nil where that shows only at the end.
  let size: Int?
  private let handle: FileHandle

  init(_ path: String) throws(FileError) {
    guard path != "-" else {
      (name, handle, size) = ("standard input", .standardInput, nil)
      return
    }
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw FileError(path: path, reason: "cannot be opened: \(FileError.reason(error))")
    }
    name = path
    // A pipe has no end to go to.
    size = (try? handle.seekToEnd()).flatMap { $0 > 0 ? Int(exactly: $0) : nil }
    if size != nil { try? handle.seek(toOffset: 0) }
  }

  /// How much of the whole was read, from 0 to 1; nil where it is not known how much there is.
  var share: Double? {
    guard let size, let offset = try? handle.offset() else { return nil }
    return min(Double(offset) / Double(size), 1)
  }

  /// The next chunk, or nil at the end.
  func next() throws(FileError) -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: FileChunks.chunkSize), !data.isEmpty else { return nil }
      return Array(data)
    } catch {
      throw FileError(path: name, reason: "cannot be read: \(FileError.reason(error))")
    }
  }

  /// The whole file, which must not be longer than `limit` bytes.
  func all(limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try next() {
      bytes += chunk
      if bytes.count > limit { throw FileError(path: name, reason: "is longer than \(limit) bytes") }
    }
    return bytes
  }
}

/// A file that cannot be used; exit status 2.
struct FileError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "\(path): \(reason)" }

  static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return (underlying ?? error as NSError).localizedDescription
  }
}
