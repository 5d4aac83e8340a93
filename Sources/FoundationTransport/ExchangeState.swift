internal import ProviderAdapters
internal import RoutingCore

/// Where one request and its response stand: what arrived and was not yet read, who waits, and how it ended.
///
/// It holds no lock and does nothing. Each event returns ``Orders``, which its owner carries out once the lock is free.
/// `Waiter` is what is called back, a continuation or, in a test, a number; each comes out exactly once.
struct ExchangeState<Waiter: Sendable>: Sendable {
  /// What the owner has to do after an event.
  struct Orders {
    /// Who waited and shall look again.
    var woken: [Waiter] = []
    /// What becomes of the connection.
    var connection = ConnectionOrder.none
  }

  /// What becomes of the connection.
  enum ConnectionOrder: Equatable, Sendable {
    /// Nothing new.
    case none
    /// Nobody reads what arrives: it should stop for a while.
    case pause
    /// What was waiting has been read.
    case resume
    /// It is no longer wanted.
    case close
  }

  /// What a reader waits for.
  enum Wish: Sendable {
    /// Status and headers.
    case head
    /// More of the body, or its end.
    case body
  }

  /// What a reader finds.
  enum Answer<Found: Sendable>: Sendable {
    /// It is there.
    case found(Found)
    /// It never comes.
    case failed(HTTPTransportError)
    /// It may still come.
    case notYet
  }

  private enum Phase: Sendable {
    case underWay
    /// The body is complete.
    case complete
    /// It broke off, or was broken off.
    case failed(HTTPTransportError)
  }

  private let maximumBodyBytes: Int
  private let maximumUnreadBytes: Int
  private var phase = Phase.underWay
  private var head: HTTPResponseHead?
  private var pieces: [[UInt8]] = []
  /// Pieces before this one were read; they are cleared away in bulk, so that reading is constant in time.
  private var firstUnread = 0
  private var receivedBytes = 0
  private var isPaused = false
  private var waiters: [(wish: Wish, waiter: Waiter)] = []
  /// The bytes that arrived and were not read.
  private(set) var unreadBytes = 0

  /// An exchange before its first byte.
  init(maximumBodyBytes: Int, maximumUnreadBytes: Int) {
    self.maximumBodyBytes = maximumBodyBytes
    self.maximumUnreadBytes = maximumUnreadBytes
  }

  /// How many wait.
  var waiterCount: Int { waiters.count }
}

// What the connection tells.
extension ExchangeState {
  /// The head arrived; an interim one (1xx) is passed over, and a redirection ends the exchange.
  mutating func receive(_ head: HTTPResponseHead) -> Orders {
    guard case .underWay = phase, self.head == nil, !(100..<200).contains(head.status) else { return Orders() }
    guard !head.isRedirection else { return stop(.failed(.redirected)) }
    self.head = head
    return Orders(woken: wake { $0 == .head })
  }

  /// A piece of the body arrived.
  mutating func receive(_ piece: [UInt8]) -> Orders {
    guard case .underWay = phase, !piece.isEmpty else { return Orders() }
    // What is there before the head belongs to no response.
    guard head != nil else { return stop(.failed(.other)) }
    // Both sums are below the limits before, so the differences cannot overflow.
    guard piece.count <= maximumBodyBytes - receivedBytes, piece.count <= maximumUnreadBytes - unreadBytes else {
      return end(.failed(.failed(.tooLarge)), .close)
    }
    receivedBytes += piece.count
    unreadBytes += piece.count
    pieces.append(piece)
    var orders = Orders(woken: wake { $0 == .body })
    if !isPaused, unreadBytes > maximumUnreadBytes / 2 {
      isPaused = true
      orders.connection = .pause
    }
    return orders
  }

  /// The connection is done with this exchange: with a failure, or without one at the end of the body.
  mutating func finish(_ failure: HTTPTransportError?) -> Orders {
    if let failure { return end(.failed(failure), .none) }
    return end(head == nil ? .failed(.failed(.endedEarly)) : .complete, .none)
  }
}

// What the owner and the reader want.
extension ExchangeState {
  /// Ends the exchange at once, whatever there is to read; of several reasons the first counts.
  mutating func stop(_ reason: HTTPTransportError) -> Orders {
    let isUnderWay = if case .underWay = phase { true } else { false }
    if !isUnderWay, unreadBytes == 0 { return Orders() }
    pieces = []
    firstUnread = 0
    unreadBytes = 0
    // What had ended well but was not read to its end has not ended well for its reader.
    if case .complete = phase { phase = .failed(reason) }
    return isUnderWay ? end(.failed(reason), .close) : Orders()
  }

  /// The head, if it is there.
  func answerHead() -> Answer<HTTPResponseHead> {
    if let head { return .found(head) }
    if case .failed(let failure) = phase { return .failed(failure) }
    return .notYet
  }

  /// The next piece of the body, nil at its end; what arrived before a failure comes before it.
  mutating func takePiece() -> (answer: Answer<[UInt8]?>, orders: Orders) {
    guard firstUnread < pieces.count else {
      switch phase {
      case .underWay: return (.notYet, Orders())
      case .complete: return (.found(nil), Orders())
      case .failed(let failure): return (.failed(failure), Orders())
      }
    }
    let piece = pieces[firstUnread]
    pieces[firstUnread] = []
    firstUnread += 1
    unreadBytes -= piece.count
    if firstUnread == pieces.count || firstUnread >= 64 {
      pieces.removeFirst(firstUnread)
      firstUnread = 0
    }
    var orders = Orders()
    if isPaused, unreadBytes <= maximumUnreadBytes / 4, case .underWay = phase {
      isPaused = false
      orders.connection = .resume
    }
    return (.found(piece), orders)
  }

  /// Lets somebody wait; returns them at once where there is nothing to wait for.
  mutating func park(_ waiter: Waiter, for wish: Wish) -> Waiter? {
    let isThere =
      switch (phase, wish) {
      case (.complete, _), (.failed, _): true
      case (.underWay, .head): head != nil
      case (.underWay, .body): firstUnread < pieces.count
      }
    guard !isThere else { return waiter }
    waiters.append((wish, waiter))
    return nil
  }

  private mutating func end(_ outcome: Phase, _ connection: ConnectionOrder) -> Orders {
    guard case .underWay = phase else { return Orders() }
    phase = outcome
    return Orders(woken: wake { _ in true }, connection: connection)
  }

  private mutating func wake(where isMeant: (Wish) -> Bool) -> [Waiter] {
    let woken = waiters.filter { isMeant($0.wish) }.map(\.waiter)
    waiters.removeAll { isMeant($0.wish) }
    return woken
  }
}

extension HTTPResponseHead {
  /// Whether the status tells to ask elsewhere (RFC 9110, 15.4); 300 and 304 do not.
  var isRedirection: Bool { [301, 302, 303, 305, 306, 307, 308].contains(status) }
}
