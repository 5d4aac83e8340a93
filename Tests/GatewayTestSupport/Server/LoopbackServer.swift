import Foundation
import Synchronization
package import TokenHubAPI

/// An HTTP/1.1 server for tests, on 127.0.0.1 and a port of the system's choice.
///
/// It has a thread for each connection, so that waiting for sockets never holds the threads that tasks run on. A handler
/// is cancelled when its client goes away, and a stream of events as well, also while it has nothing to send.
package final class LoopbackServer: Sendable {
  /// The port.
  package var port: Int { acceptor.port }
  /// `http://127.0.0.1:` and the port.
  package var url: String { "http://127.0.0.1:\(port)" }
  /// How many connections there are at the moment.
  package var connectionCount: Int { acceptor.connectionCount }

  private let acceptor: Acceptor

  /// Starts a server that answers with what `handle` returns.
  ///
  /// - Throws: `SystemFailure` where there is no port to have.
  package convenience init(handle: @escaping @Sendable (GatewayRequest) async -> GatewayResponse) throws {
    try self.init(replying: { .response(await handle($0)) })
  }

  /// Starts a server that may also reset connections.
  ///
  /// - Throws: `SystemFailure` where there is no port to have.
  package init(replying: @escaping @Sendable (GatewayRequest) async -> LoopbackReply) throws {
    acceptor = try Acceptor(handle: replying)
    acceptor.start()
  }

  deinit { acceptor.stop() }

  /// Ends every connection, cancels what runs for them, and waits until all of it has ended.
  package func stop() async {
    acceptor.stop()
    await acceptor.ended()
  }

  /// Starts a server for as long as a body runs.
  package static func with<Result: Sendable>(
    handle: @escaping @Sendable (GatewayRequest) async -> GatewayResponse,
    _ body: (LoopbackServer) async throws -> Result
  ) async throws -> Result {
    let server = try LoopbackServer(handle: handle)
    do {
      let result = try await body(server)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }
}

/// The thread that waits for clients, and the connections they made.
private final class Acceptor: Sendable {
  private struct State: Sendable {
    var connections: [Int: Connection] = [:]
    var next = 0
    var isStopped = false
    /// The thread that accepts, and those of the connections.
    var threads = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  let port: Int
  private let socket: Socket
  private let handle: Connection.Handler
  private let state = Mutex(State())

  var connectionCount: Int { state.withLock { $0.connections.count } }

  init(handle: @escaping Connection.Handler) throws(SystemFailure) {
    (socket, port) = try Socket.listening()
    self.handle = handle
  }

  func start() {
    run { [self] in
      while let client = socket.accepted() { serve(client) }
    }
  }

  func stop() {
    let connections = state.withLock { state in
      state.isStopped = true
      return Array(state.connections.values)
    }
    socket.end()
    for connection in connections { connection.stop() }
  }

  func ended() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isOver = state.withLock { state in
        if state.threads > 0 { state.waiting.append(continuation) }
        return state.threads == 0
      }
      if isOver { continuation.resume() }
    }
  }

  private func serve(_ client: Socket) {
    guard let connection = try? Connection(client, handle: handle) else { return }
    let number = state.withLock { state -> Int? in
      guard !state.isStopped else { return nil }
      state.next += 1
      state.connections[state.next] = connection
      return state.next
    }
    guard let number else { return }
    // The thread holds the connection by its number alone, so that forgetting it closes it.
    run { [self] in
      self.connection(number)?.serve()
      state.withLock { $0.connections[number] = nil }
    }
  }

  private func connection(_ number: Int) -> Connection? { state.withLock { $0.connections[number] } }

  /// Runs something on a thread of its own, and counts the thread.
  private func run(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.threads += 1 }
    Thread.detachNewThread { [self] in
      body()
      let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
        state.threads -= 1
        guard state.threads == 0 else { return [] }
        defer { state.waiting = [] }
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }
}
