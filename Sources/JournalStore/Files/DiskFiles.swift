import Foundation
internal import GatewayState

/// A folder of the machine.
///
/// Foundation opens and names the files, since paths of the C library are pointers; what it lacks needs but a descriptor.
final class DiskFiles: JournalFiles {
  private let folder: String
  private let lockHandle = SharedValue<FileHandle?>(nil)

  init(folder: String) { self.folder = folder }

  func lock() throws(JournalFileError) {
    let isNew = !FileManager.default.fileExists(atPath: folder)
    try attempt("make", folder) {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    if isNew { try DiskFiles.synchronize(folder: folder + "/..") }
    // The folder itself is locked: a lock file could be replaced while somebody holds it.
    let handle = try DiskFiles.handle(ofFolder: folder)
    guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      throw JournalFileError(step: "lock", file: folder, reason: DiskFiles.reason(errno), isTaken: isTaken)
    }
    lockHandle.withLock { $0 = handle }
  }

  func unlock() { lockHandle.withLock { $0 = nil } }

  func names() throws(JournalFileError) -> [String] {
    try attempt("list", folder) { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  func open(_ name: String) throws(JournalFileError) -> any JournalFile {
    let path = path(name)
    let handle = try attempt("open", path) { try FileHandle(forUpdating: URL(fileURLWithPath: path)) }
    return DiskFile(try DiskFiles.kept(path, handle), path: path)
  }

  func create(_ name: String) throws(JournalFileError) -> any JournalFile {
    let isMade = FileManager.default.createFile(
      atPath: path(name), contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade else { throw JournalFileError(step: "make", file: path(name), reason: DiskFiles.reason(errno)) }
    return try open(name)
  }

  func rename(_ name: String, to other: String) throws(JournalFileError) {
    try attempt("rename", path(name)) { try FileManager.default.moveItem(atPath: path(name), toPath: path(other)) }
  }

  func remove(_ name: String) throws(JournalFileError) {
    try attempt("remove", path(name)) { try FileManager.default.removeItem(atPath: path(name)) }
  }

  func synchronize() throws(JournalFileError) { try DiskFiles.synchronize(folder: folder) }

  private func path(_ name: String) -> String { folder + "/" + name }

  private static func handle(ofFolder folder: String) throws(JournalFileError) -> FileHandle {
    try kept(folder, try attempt("open", folder) { try FileHandle(forReadingFrom: URL(fileURLWithPath: folder)) })
  }

  /// The handle, for this process alone: a child that inherited it would keep the lock when this process is gone.
  private static func kept(_ path: String, _ handle: FileHandle) throws(JournalFileError) -> FileHandle {
    guard fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      throw JournalFileError(step: "open", file: path, reason: reason(errno))
    }
    return handle
  }

  private static func synchronize(folder: String) throws(JournalFileError) {
    let handle = try handle(ofFolder: folder)
    guard fsync(handle.fileDescriptor) == 0 else {
      throw JournalFileError(step: "synchronize", file: folder, reason: reason(errno))
    }
  }

  private static func reason(_ number: Int32) -> String {
    POSIXErrorCode(rawValue: number).map { POSIXError($0).localizedDescription } ?? "error \(number)"
  }
}

/// Does something of Foundation; what it throws becomes our error.
func attempt<Value>(
  _ step: String, _ file: String, _ body: () throws -> Value
) throws(JournalFileError) -> Value {
  do { return try body() } catch {
    throw JournalFileError(step: step, file: file, reason: (error as NSError).localizedDescription)
  }
}
