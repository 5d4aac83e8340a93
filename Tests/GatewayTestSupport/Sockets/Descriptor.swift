import Glibc

/// A file descriptor of the system, closed with its last owner and never passed on to child processes.
final class Descriptor: Sendable {
  let number: CInt

  /// Takes over a descriptor that a call of the system returned.
  ///
  /// - Throws: `SystemFailure` where the call returned none.
  init(_ number: CInt, from call: String) throws(SystemFailure) {
    guard number >= 0 else { throw SystemFailure(call) }
    self.number = number
  }

  deinit { close(number) }
}

/// A call of the system that failed.
package struct SystemFailure: Error, CustomStringConvertible {
  /// The call, and what the system says about it.
  package let description: String

  init(_ call: String) {
    let number = errno
    description = "\(call): error \(number)"
  }
}

/// Wakes a thread that waits for a descriptor, from any other.
final class WakeUp: Sendable {
  /// What becomes readable.
  let descriptor: Descriptor
  private let far: Descriptor

  init() throws(SystemFailure) {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemFailure("socketpair") }
    descriptor = try Descriptor(ends[0], from: "socketpair")
    far = try Descriptor(ends[1], from: "socketpair")
  }

  /// A signal that finds no room is not lost: there are others that were not seen yet.
  func signal() {
    var byte: UInt8 = 1
    _ = unsafe write(far.number, &byte, 1)
  }

  /// Forgets the signals so far.
  func clear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while unsafe Glibc.read(descriptor.number, &bytes, bytes.count) == bytes.count {}
  }
}
