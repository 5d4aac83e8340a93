import Foundation

/// An open file of the machine.
final class DiskFile: JournalFile {
  private let handle: FileHandle
  private let path: String

  init(_ handle: FileHandle, path: String) {
    self.handle = handle
    self.path = path
  }

  func size() throws(JournalFileError) -> Int {
    try attempt("measure", path) { Int(try handle.seekToEnd()) }
  }

  func read(at offset: Int, upTo count: Int) throws(JournalFileError) -> [UInt8] {
    try attempt("read", path) {
      try handle.seek(toOffset: UInt64(offset))
      return try handle.read(upToCount: count).map(Array.init) ?? []
    }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(JournalFileError) {
    try attempt("write", path) {
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: Data(bytes))
    }
  }

  func truncate(to size: Int) throws(JournalFileError) {
    try attempt("truncate", path) { try handle.truncate(atOffset: UInt64(size)) }
  }

  func synchronize() throws(JournalFileError) {
    try attempt("synchronize", path) { try handle.synchronize() }
  }

  func close() {
    // Nothing is lost where it fails: what matters was synchronised before.
    do { try handle.close() } catch {}
  }
}
