internal import Routing
internal import RoutingCore
internal import Synchronization

/// One place between a source and a reader, with the time since something last came.
///
/// Whoever waits is resumed once and outside of the lock. After the end nothing is taken in, and what lies there is still to be
/// read; after ``close()`` not even that.
final class FrameBuffer<Piece: Sendable>: Sendable {
  private struct State: Sendable {
    var piece: Piece?
    var isEnded = false
    var activity: Moment
    var reader: CheckedContinuation<FrameReading<Piece>, Never>?
    var source: CheckedContinuation<Void, Never>?
  }

  private let state: Locked<State>

  init(now: Moment) { state = Locked(State(activity: now)) }

  /// What comes next; of two readers at once the former gets a silence.
  func take(now: Moment) async -> FrameReading<Piece> {
    await withCheckedContinuation { continuation in
      let (reading, source, displaced) = state.withLock { state -> (FrameReading<Piece>?, Waiter?, Reader?) in
        if let piece = state.piece {
          state.piece = nil
          state.activity = now
          defer { state.source = nil }
          return (.piece(piece), state.source, nil)
        }
        if state.isEnded { return (.end, nil, nil) }
        defer { state.reader = continuation }
        return (nil, nil, state.reader)
      }
      source?.resume()
      displaced?.resume(returning: .silence)
      if let reading { continuation.resume(returning: reading) }
    }
  }

  /// Hands a piece to the reader, or keeps it and waits until it is taken; false where nobody reads any more.
  func hand(over piece: Piece, now: Moment) async -> Bool {
    await withCheckedContinuation { continuation in
      let handling = state.withLock { state -> Handling in
        guard !state.isEnded else { return .dropped }
        state.activity = now
        guard let reader = state.reader else {
          state.piece = piece
          state.source = continuation
          return .kept
        }
        state.reader = nil
        return .handed(to: reader)
      }
      switch handling {
      case .kept: break
      case .dropped: continuation.resume()
      case .handed(let reader):
        reader.resume(returning: .piece(piece))
        continuation.resume()
      }
    }
    return state.withLock { !$0.isEnded }
  }

  /// The source has nothing more.
  func end() {
    let reader = state.withLock { state in
      state.isEnded = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: .end)
  }

  /// Nobody reads any more.
  func close() {
    let (reader, source) = state.withLock { state in
      state.isEnded = true
      state.piece = nil
      defer { (state.reader, state.source) = (nil, nil) }
      return (state.reader, state.source)
    }
    source?.resume()
    reader?.resume(returning: .end)
  }

  /// When a silence would be too long, or nil where nothing comes any more.
  func silentFrom(_ patience: Milliseconds) -> Moment? {
    state.withLock { $0.isEnded ? nil : $0.activity.advanced(byMilliseconds: patience.value) }
  }

  /// Tells the reader of a silence where it has lasted for too long.
  func tellOfSilence(_ patience: Milliseconds, now: Moment) {
    let reader = state.withLock { state -> Reader? in
      guard now >= state.activity.advanced(byMilliseconds: patience.value) else { return nil }
      state.activity = now
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: .silence)
  }

  private typealias Reader = CheckedContinuation<FrameReading<Piece>, Never>
  private typealias Waiter = CheckedContinuation<Void, Never>

  /// What became of a piece.
  private enum Handling: Sendable {
    case handed(to: Reader)
    case kept
    case dropped
  }
}
