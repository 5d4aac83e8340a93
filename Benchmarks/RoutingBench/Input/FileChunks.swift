import Foundation

/// A file, or standard input for `-`, a chunk of bytes at a time.
struct FileChunks {
  /// A quarter of a megabyte: large enough that the cost of a read vanishes.
  private static let chunkSize = 1 << 18

  let name: String
  private let handle: FileHandle

  init(_ path: String) throws(FileError) {
    guard path != "-" else {
      (name, handle) = ("standard input", .standardInput)
      return
    }
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw FileError(path: path, reason: "cannot be opened: \(FileError.reason(error))")
    }
    name = path
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
