/// A client that sends bytes as they are, for what no proper client would send.
package final class RawConnection: Sendable {
  private let socket: Socket

  /// Connects to a port of this machine.
  package init(port: Int) throws { socket = try Socket.connected(to: port) }

  /// Sends text as it is; false where the connection broke.
  @discardableResult package func send(_ text: String) async throws -> Bool { try await send(Array(text.utf8)) }

  /// Sends bytes; false where the connection broke.
  @discardableResult package func send(_ bytes: [UInt8]) async throws -> Bool {
    try await onThread { [socket] in socket.write(bytes) }
  }

  /// What comes next, after waiting for it; nothing at the end.
  package func read() async throws -> String {
    String(decoding: try await onThread { [socket] in socket.read() }, as: UTF8.self)
  }

  /// Everything up to the end of the connection.
  package func readToEnd() async throws -> String {
    let bytes = try await onThread { [socket] in
      var all: [UInt8] = []
      while case let bytes = socket.read(), !bytes.isEmpty { all += bytes }
      return all
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads until a text has come; all that came, which lacks the text where the connection ended before.
  package func read(until text: String) async throws -> String {
    try await onThread { [socket] in
      var all: [UInt8] = []
      while !String(decoding: all, as: UTF8.self).contains(text), case let bytes = socket.read(), !bytes.isEmpty {
        all += bytes
      }
      return String(decoding: all, as: UTF8.self)
    }
  }

  /// Sends no more, but goes on reading.
  package func halfClose() { socket.endWriting() }

  /// Goes away.
  package func close() { socket.end() }
}
