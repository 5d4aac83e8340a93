import ProviderAdapters
import Synchronization
import TokenHubAPI

/// Handlers that the tests of the server share.
enum Echo {
  /// Tells what arrived: method, path, query, and how many bytes in which way.
  @Sendable static func handle(_ request: GatewayRequest) async -> GatewayResponse {
    var text = "\(request.method) \(request.path)?\(request.query) "
    switch request.body {
    case .none: text += "none"
    case .bytes(let bytes): text += "bytes \(bytes.count)"
    case .pieces(let stream):
      var count = 0
      do {
        while let piece = try await stream.next() { count += piece.count }
        text += "pieces \(count)"
      } catch {
        text += "broken"
      }
    }
    return GatewayResponse(
      status: 200, headers: [HTTPField("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
  }
}

/// A stream whose frames a test gives by hand.
final class HandFedStream: GatewayEventStream {
  private struct State: Sendable {
    var frames: [[UInt8]?] = []
    var reader: CheckedContinuation<[UInt8]?, Never>?
    var watcher: CheckedContinuation<Void, Never>?
    var isCancelled = false
  }

  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func give(_ text: String?) {
    let frame = text.map { Array($0.utf8) }
    let reader = state.withLock { state in
      if state.reader == nil { state.frames.append(frame) }
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: frame)
  }

  func next() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      let (isReady, frame) = state.withLock { state -> (Bool, [UInt8]?) in
        if state.isCancelled { return (true, nil) }
        if !state.frames.isEmpty { return (true, state.frames.removeFirst()) }
        state.reader = continuation
        return (false, nil)
      }
      if isReady { continuation.resume(returning: frame) }
    }
  }

  func cancel() {
    let (reader, watcher) = state.withLock { state in
      state.isCancelled = true
      defer { (state.reader, state.watcher) = (nil, nil) }
      return (state.reader, state.watcher)
    }
    reader?.resume(returning: nil)
    watcher?.resume()
  }

  /// Waits until the stream is cancelled.
  func cancelled() async {
    await withCheckedContinuation { continuation in
      let isCancelled = state.withLock { state in
        if !state.isCancelled { state.watcher = continuation }
        return state.isCancelled
      }
      if isCancelled { continuation.resume() }
    }
  }
}
