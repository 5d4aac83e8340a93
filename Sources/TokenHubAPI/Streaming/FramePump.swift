internal import Routing
internal import RoutingCore

/// What a reader of a ``FramePump`` gets.
enum FrameReading<Piece: Sendable>: Sendable {
  /// The next piece.
  case piece(Piece)
  /// Nothing came for as long as a silence may last.
  case silence
  /// Nothing comes any more.
  case end
}

extension FrameReading: Equatable where Piece: Equatable {}

/// Reads pieces of an answer ahead by one, so that a silence can be filled without giving up the read (H-128).
///
/// For one reader at a time. The source runs in a task of its own, which is cancelled with the pump, and when the pump is let go
/// of: its tasks hold the buffer and never the pump.
final class FramePump<Piece: Sendable>: Sendable {
  private let buffer: FrameBuffer<Piece>
  private let time: any TimeSource
  private let tasks: [Task<Void, Never>]

  /// Makes a pump over a source that gives nil at its end.
  init(patience: Milliseconds, time: any TimeSource, source: @escaping @Sendable () async -> Piece?) {
    let buffer = FrameBuffer<Piece>(now: time.now)
    self.buffer = buffer
    self.time = time
    let watch = Task {
      while let silent = buffer.silentFrom(patience) {
        guard (try? await time.sleep(until: silent)) != nil else { return }
        buffer.tellOfSilence(patience, now: time.now)
      }
    }
    let pump = Task {
      while !Task.isCancelled, let piece = await source() {
        guard await buffer.hand(over: piece, now: time.now) else { break }
      }
      buffer.end()
      watch.cancel()
    }
    tasks = [pump, watch]
  }

  deinit { cancel() }

  /// The next piece, a silence, or the end.
  func next() async -> FrameReading<Piece> { await buffer.take(now: time.now) }

  /// Stops reading; the reader gets the end.
  func cancel() {
    buffer.close()
    for task in tasks { task.cancel() }
  }
}
