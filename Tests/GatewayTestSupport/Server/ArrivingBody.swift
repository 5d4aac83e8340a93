import Synchronization
import TokenHubAPI

/// A body that the thread of its connection reads as the handler asks for it.
final class ArrivingBody: GatewayBodyStream {
  typealias Piece = Result<[UInt8]?, GatewayBodyFailure>

  private struct State: Sendable {
    var reader: CheckedContinuation<Piece, Never>?
    var isOver = false
  }

  private let state = Mutex(State())
  private let wakeUp: WakeUp

  init(wakeUp: WakeUp) { self.wakeUp = wakeUp }

  func next() async throws(GatewayBodyFailure) -> [UInt8]? {
    let piece = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Piece, Never>) in
        let isRefused = state.withLock { state in
          // One reader at a time is what the protocol says.
          guard !state.isOver, state.reader == nil else { return true }
          state.reader = continuation
          return false
        }
        if isRefused { continuation.resume(returning: .failure(GatewayBodyFailure())) } else { wakeUp.signal() }
      }
    } onCancel: {
      end()
    }
    return try piece.get()
  }

  /// Whether the handler waits for a piece.
  var isWanted: Bool { state.withLock { $0.reader != nil } }

  /// Gives the handler what it waits for.
  func give(_ piece: Piece) {
    let reader = state.withLock { state in
      if case .failure = piece { state.isOver = true }
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: piece)
  }

  /// Gives nothing any more.
  func end() { give(.failure(GatewayBodyFailure())) }
}
