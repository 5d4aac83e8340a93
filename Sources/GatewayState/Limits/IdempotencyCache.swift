internal import Routing

/// Gives those who send a request again the answer of the first time instead of doing it twice (H-040).
///
/// Answers are kept for five minutes from when they were there, up to a number and a size, the oldest leaving first. Any number of
/// threads may call.
public final class IdempotencyCache: Sendable {
  private let table: Locked<IdempotencyTable>

  /// Makes a cache that knows no request.
  ///
  /// - Parameters:
  ///   - maximumEntries: How many requests it knows, under way or over, from 1.
  ///   - maximumBytes: How many bytes the kept answers have together; a larger one is not kept.
  public init(maximumEntries: Int = 10_000, maximumBytes: Int = 1 << 26) {
    table = Locked(IdempotencyTable(maximumEntries: maximumEntries, maximumBytes: maximumBytes))
  }

  /// What to do with a request that has a key.
  ///
  /// A ticket must come back with ``finish(_:_:now:)`` or ``abandon(_:)``, whatever becomes of the request.
  ///
  /// `now` is in milliseconds of a clock that never goes back, the same in all calls.
  public func begin(_ key: IdempotencyKey, now: Int) -> IdempotencyStart {
    table.withLock { $0.begin(key, now: now) }
  }

  /// Keeps the answer of a request, unless its status is 500 or above; a ticket counts once.
  ///
  /// `now` is in milliseconds of the clock of ``begin(_:now:)``.
  public func finish(_ ticket: IdempotencyTicket, _ answer: IdempotentAnswer, now: Int) {
    table.withLock { $0.finish(ticket, answer, now: now) }
  }

  /// Forgets a request without an answer that could be kept: a stream, a failure, one that was cancelled.
  public func abandon(_ ticket: IdempotencyTicket) { table.withLock { $0.abandon(ticket) } }

  /// How many requests it knows, under way or over.
  public var count: Int { table.withLock { $0.count } }
}

/// What to do with a request that has a key.
public enum IdempotencyStart: Hashable, Sendable {
  /// Do it; it is the first of its kind.
  case fresh(IdempotencyTicket)
  /// Refuse it; the first of its kind is not over.
  case inProgress
  /// Answer as the first time.
  case replay(IdempotentAnswer)
}

/// The right to say how a request ended.
public struct IdempotencyTicket: Hashable, Sendable {
  let digest: [UInt8]
  let number: Int
}
