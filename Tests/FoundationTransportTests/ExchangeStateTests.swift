import ProviderAdapters
import RoutingCore
import Testing

@testable import FoundationTransport

/// The state machine of an exchange, by itself.
@Suite struct ExchangeStateTests {
  typealias State = ExchangeState<Int>

  private static let head = HTTPResponseHead(status: 200)

  private static func state(_ maximumBodyBytes: Int = 100, unread: Int = 40) -> State {
    State(maximumBodyBytes: maximumBodyBytes, maximumUnreadBytes: unread)
  }

  @Test("who waits for the head is woken by it once, who waits for the body by a piece")
  func waking() {
    var state = Self.state()
    #expect(state.park(1, for: .head) == nil)
    #expect(state.park(2, for: .body) == nil)
    #expect(state.receive(Self.head).woken == [1])
    #expect(state.receive([1]).woken == [2])
    #expect(state.receive([2]).woken == [])
    #expect(state.waiterCount == 0)
  }

  @Test("nobody waits for what is there")
  func parking() {
    var state = Self.state()
    _ = state.receive(Self.head)
    #expect(state.park(1, for: .head) == 1)
    #expect(state.park(2, for: .body) == nil)
    _ = state.receive([1])
    #expect(state.park(3, for: .body) == 3)
    _ = state.takePiece()
    #expect(state.park(4, for: .body) == nil)
    #expect(state.finish(nil).woken == [4])
    #expect(state.park(5, for: .body) == 5)
  }

  @Test("an end wakes everybody, and a second end nobody")
  func ending() {
    for end in [{ $0.finish(nil) }, { $0.finish(.failed(.reset)) }, { $0.stop(.cancelled) }]
      as [(inout State) -> State.Orders]
    {
      var state = Self.state()
      _ = state.park(1, for: .head)
      _ = state.park(2, for: .body)
      #expect(end(&state).woken == [1, 2])
      #expect(state.finish(nil).woken == [])
      #expect(state.stop(.cancelled).woken == [])
      #expect(state.stop(.cancelled).connection == .none)
    }
  }

  @Test(
    "pieces come out as they came in, before an end and before a failure",
    arguments: [nil, .failed(.reset)] as [HTTPTransportError?])
  func order(failure: HTTPTransportError?) {
    var state = Self.state(1000, unread: 1000)
    _ = state.receive(Self.head)
    let pieces: [[UInt8]] = (1...150).map { [UInt8($0)] }
    for piece in pieces { _ = state.receive(piece) }
    _ = state.finish(failure)
    #expect(state.unreadBytes == 150)
    for piece in pieces { #expect(state.takePiece().answer.found == piece) }
    #expect(state.unreadBytes == 0)
    for _ in 0..<2 {
      switch (state.takePiece().answer, failure) {
      case (.found(nil), nil): break
      case (.failed(let seen), .some(let failure)): #expect(seen == failure)
      case (let answer, _): Issue.record("\(answer)")
      }
    }
  }

  @Test("stopping closes the connection once and drops what was not read")
  func stopping() {
    var state = Self.state()
    _ = state.receive(Self.head)
    _ = state.receive([1, 2])
    #expect(state.stop(.failed(.timedOut)).connection == .close)
    #expect(state.unreadBytes == 0)
    #expect(state.stop(.cancelled).connection == .none)
    #expect(state.takePiece().answer.failure == .failed(.timedOut))
    #expect(state.receive([3]).woken == [])
    #expect(state.takePiece().answer.failure == .failed(.timedOut))
  }

  @Test("stopping after the end takes away what was not read, and nothing else")
  func stoppingLate() {
    var unread = Self.state()
    _ = unread.receive(Self.head)
    _ = unread.receive([1])
    _ = unread.finish(nil)
    #expect(unread.stop(.cancelled).connection == .none)
    #expect(unread.takePiece().answer.failure == .cancelled)
    var read = Self.state()
    _ = read.receive(Self.head)
    _ = read.finish(nil)
    _ = read.stop(.cancelled)
    #expect(read.takePiece().answer.failure == nil)
  }

  @Test("a head is passed over below 200, a redirection ends the exchange", arguments: 100..<600)
  func heads(status: Int) {
    var state = Self.state()
    let orders = state.receive(HTTPResponseHead(status: status))
    switch (state.answerHead(), status) {
    case (.notYet, 100..<200): #expect(orders.connection == .none)
    case (.failed(.failed(.redirected)), 301...303), (.failed(.failed(.redirected)), 305...308):
      #expect(orders.connection == .close)
    case (.found(let head), 200...300), (.found(let head), 304), (.found(let head), 309...599):
      #expect(head.status == status)
    case (let answer, _): Issue.record("\(answer)")
    }
  }

  @Test("only the first head counts, and an end without one is none")
  func oneHead() {
    var state = Self.state()
    _ = state.receive(Self.head)
    _ = state.receive(HTTPResponseHead(status: 500))
    #expect(state.answerHead().found == Self.head)
    var headless = Self.state()
    _ = headless.finish(nil)
    #expect(headless.answerHead().failure == .failed(.endedEarly))
    var early = Self.state()
    #expect(early.receive([1]).connection == .close)
    #expect(early.answerHead().failure == .failed(.other))
  }

  @Test("the limits hold to the byte, on the whole body and on what is unread")
  func limits() {
    var whole = Self.state(10, unread: 100)
    _ = whole.receive(Self.head)
    #expect(whole.receive(Array(repeating: 1, count: 10)).connection == .none)
    #expect(whole.takePiece().answer.found??.count == 10)
    #expect(whole.receive([1]).connection == .close)
    #expect(whole.takePiece().answer.failure == .failed(.tooLarge))
    var unread = Self.state(1000, unread: 10)
    _ = unread.receive(Self.head)
    _ = unread.receive(Array(repeating: 1, count: 10))
    #expect(unread.receive([1]).connection == .close)
    #expect(unread.takePiece().answer.found??.count == 10)
    #expect(unread.takePiece().answer.failure == .failed(.tooLarge))
    var most = Self.state(.max, unread: .max)
    _ = most.receive(Self.head)
    #expect(most.receive([1]).connection == .none)
  }

  @Test("a connection is paused above half of what may be unread and resumed below a quarter, each once")
  func pausing() {
    var state = Self.state(1000, unread: 40)
    _ = state.receive(Self.head)
    let piece = [UInt8](repeating: 0, count: 7)
    #expect((0..<5).map { _ in state.receive(piece).connection } == [.none, .none, .pause, .none, .none])
    #expect((0..<5).map { _ in state.takePiece().orders.connection } == [.none, .none, .none, .resume, .none])
    #expect((0..<3).map { _ in state.receive(piece).connection } == [.none, .none, .pause])
    _ = state.finish(nil)
    #expect((0..<3).map { _ in state.takePiece().orders.connection } == [.none, .none, .none])
  }

  @Test("whatever happens in whatever order, everybody is woken once and nothing comes after an end")
  func everyOrder() {
    let kinds = 9
    for length in 1...5 {
      var total = 1
      for _ in 0..<length { total *= kinds }
      for number in 0..<total {
        var model = ExchangeModel()
        var rest = number
        for _ in 0..<length {
          model.step(rest % kinds)
          rest /= kinds
        }
        model.end()
        #expect(model.faults == [], "\(model.history)")
        guard model.faults.isEmpty else { return }
      }
    }
  }
}

/// A state, every event it saw, and what was wrong with its answers.
private struct ExchangeModel {
  private var state = ExchangeState<Int>(maximumBodyBytes: 6, maximumUnreadBytes: 4)
  private var parked: Set<Int> = []
  private var count = 0
  private var closes = 0
  private var given: [UInt8] = []
  private var taken: [UInt8] = []
  private var hasEnded = false
  private(set) var faults: [String] = []
  private(set) var history: [Int] = []

  mutating func step(_ kind: Int) {
    history.append(kind)
    switch kind {
    case 0: obey(state.receive(HTTPResponseHead(status: 200)))
    case 1, 2:
      count += 1
      let piece = Array(repeating: UInt8(count), count: kind)
      let before = state.unreadBytes
      obey(state.receive(piece))
      if state.unreadBytes > before { given += piece }
    case 3: obey(state.finish(nil))
    case 4: obey(state.finish(.failed(.reset)))
    case 5: obey(state.stop(.cancelled))
    case 6: take()
    case 7: park(.head)
    default: park(.body)
    }
    if state.unreadBytes > 4 { faults.append("more unread than allowed") }
    if state.waiterCount != parked.count { faults.append("waiters were lost") }
  }

  mutating func end() {
    obey(state.stop(.cancelled))
    take()
    if !parked.isEmpty { faults.append("somebody still waits") }
    if closes > 1 { faults.append("closed \(closes) times") }
  }

  private mutating func park(_ wish: ExchangeState<Int>.Wish) {
    count += 1
    let waiter = 1000 + count
    if let back = state.park(waiter, for: wish) {
      if back != waiter { faults.append("somebody else came back") }
    } else {
      parked.insert(waiter)
    }
  }

  private mutating func take() {
    let (answer, orders) = state.takePiece()
    obey(orders)
    switch answer {
    case .found(.some(let piece)):
      if hasEnded { faults.append("a piece after the end") }
      taken += piece
      if !given.starts(with: taken) { faults.append("pieces out of order") }
    case .found(.none), .failed: hasEnded = true
    case .notYet: if hasEnded { faults.append("an end that was none") }
    }
  }

  private mutating func obey(_ orders: ExchangeState<Int>.Orders) {
    for waiter in orders.woken where parked.remove(waiter) == nil { faults.append("\(waiter) was woken twice") }
    if orders.connection == .close { closes += 1 }
    if orders.connection == .resume || orders.connection == .pause, closes > 0 {
      faults.append("an order after closing")
    }
  }
}

extension ExchangeState.Answer {
  fileprivate var found: Found? { if case .found(let found) = self { found } else { nil } }
  fileprivate var failure: HTTPTransportError? { if case .failed(let failure) = self { failure } else { nil } }
}
