import Glibc

/// A stream socket on the loopback address; reading and writing block the calling thread.
struct Socket: Sendable {
  let descriptor: Descriptor

  /// Listens on a port of the system's choice; also tells the port.
  static func listening() throws(SystemFailure) -> (socket: Socket, port: Int) {
    let socket = try Socket()
    var address = Socket.address(port: 0)
    try unsafe socket.call("bind", with: &address) { number, pointer, size in unsafe bind(number, pointer, size) }
    guard listen(socket.descriptor.number, 128) == 0 else { throw SystemFailure("listen") }
    try unsafe socket.call("getsockname", with: &address) { number, pointer, size in
      var size = size
      return unsafe getsockname(number, pointer, &size)
    }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Connects to a port.
  static func connected(to port: Int) throws(SystemFailure) -> Socket {
    let socket = try Socket()
    var address = Socket.address(port: port)
    try unsafe socket.call("connect", with: &address) { number, pointer, size in unsafe connect(number, pointer, size) }
    return socket
  }

  /// Waits for a client; nil once the socket was shut down.
  func accepted() -> Socket? {
    while true {
      let number = accept(descriptor.number, nil, nil)
      if number >= 0 {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        guard let descriptor = try? Descriptor(number, from: "accept") else { return nil }
        return Socket(descriptor: descriptor)
      }
      if errno != EINTR && errno != ECONNABORTED { return nil }
    }
  }

  /// Reads what there is, after waiting for it; nothing at the end and where the connection broke.
  func read(atMost count: Int = 65_536) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var received = -1
      repeat {
        received = unsafe recv(descriptor.number, buffer.baseAddress, count, 0)
      } while received < 0 && errno == EINTR
      initialized = max(0, received)
    }
  }

  /// Writes all; false where the connection broke.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { buffer in
        unsafe send(descriptor.number, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
      }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if written < 0 && errno == EINTR {
        continue
      } else {
        return false
      }
    }
    return true
  }

  /// Whether there are bytes to read at this moment.
  var hasUnread: Bool {
    var byte: UInt8 = 0
    return unsafe recv(descriptor.number, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) > 0
  }

  /// Says that no more will be written.
  func endWriting() { _ = shutdown(descriptor.number, CInt(SHUT_WR)) }

  /// Ends both ways, which wakes whoever reads, writes or accepts.
  func end() { _ = shutdown(descriptor.number, CInt(SHUT_RDWR)) }

  /// Makes closing this socket a reset, as of a program that crashed.
  func resetOnClose() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor.number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }
}

extension Socket {
  /// What a thread waited for.
  struct Readiness {
    /// There is something to read, or the connection is at its end.
    var isReadable = false
    /// The other side will send no more, or is gone.
    var isEnding = false
  }

  /// What to watch a socket for.
  enum Interest { case nothing, ending, reading }

  /// `POLLRDHUP` of Linux, which the C library shows only to programs that ask for its extensions.
  private static let peerEnded: CInt = 0x2000

  /// Waits until the socket is ready, the wake-up was signalled, or the time is over (in milliseconds; −1 for never).
  func wait(for interest: Interest, or wakeUp: WakeUp? = nil, atMost milliseconds: Int = -1) -> Readiness {
    let events = interest == .reading ? POLLIN | Self.peerEnded : Self.peerEnded
    var waiting = [
      // A negative number is skipped; otherwise a connection that broke would be reported again and again.
      pollfd(fd: interest == .nothing ? -1 : descriptor.number, events: Int16(events), revents: 0),
      pollfd(fd: wakeUp?.descriptor.number ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&waiting, 2, CInt(milliseconds))
    if waiting[1].revents != 0 { wakeUp?.clear() }
    let seen = Int32(waiting[0].revents)
    return Readiness(
      isReadable: seen & (POLLIN | POLLHUP | POLLERR) != 0,
      isEnding: seen & (Self.peerEnded | POLLHUP | POLLERR) != 0)
  }
}

extension Socket {
  private init() throws(SystemFailure) {
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    descriptor = try Descriptor(socket(AF_INET, kind, 0), from: "socket")
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func call(
    _ name: String, with address: inout sockaddr_in,
    _ body: (CInt, UnsafeMutablePointer<sockaddr>, socklen_t) -> CInt
  ) throws(SystemFailure) {
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe body(descriptor.number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw SystemFailure(name) }
  }
}
