import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Synchronization
import Testing

@testable import TokenHubAPI

/// Pieces between a source and a reader (H-128).
@Suite(.offThePool) struct FramePumpTests {
  /// A source that a test feeds by hand.
  private final class Tap: Sendable {
    private struct State: Sendable {
      var pieces: [Int?] = []
      var waiter: CheckedContinuation<Int?, Never>?
      var isCancelled = false
    }
    private let state = Locked(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func give(_ piece: Int?) {
      let waiter = state.withLock { state in
        defer { state.waiter = nil }
        if state.waiter == nil { state.pieces.append(piece) }
        return state.waiter
      }
      waiter?.resume(returning: piece)
    }

    func next() async -> Int? {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let piece = state.withLock { state -> Int?? in
            if state.isCancelled { return .some(nil) }
            if !state.pieces.isEmpty { return .some(state.pieces.removeFirst()) }
            state.waiter = continuation
            return nil
          }
          if let piece { continuation.resume(returning: piece) }
        }
      } onCancel: {
        let waiter = state.withLock { state in
          state.isCancelled = true
          defer { state.waiter = nil }
          return state.waiter
        }
        waiter?.resume(returning: nil)
      }
    }
  }

  private static func pump(_ tap: Tap, _ time: VirtualTime = VirtualTime()) -> FramePump<Int> {
    FramePump(patience: 15_000, time: time) { await tap.next() }
  }

  @Test("pieces come in their order, and after the last comes the end, again and again")
  func order() async {
    let tap = Tap()
    for piece in 0..<100 { tap.give(piece) }
    tap.give(nil)
    let pump = Self.pump(tap)
    for piece in 0..<100 { #expect(await pump.next() == .piece(piece)) }
    for _ in 0..<3 { #expect(await pump.next() == .end) }
  }

  @Test("a piece that was there before the end is read after it")
  func pieceBeforeEnd() async {
    let tap = Tap()
    let pump = Self.pump(tap)
    tap.give(1)
    tap.give(nil)
    for _ in 0..<200 { await Task.yield() }
    #expect(await pump.next() == .piece(1))
    #expect(await pump.next() == .end)
  }

  @Test("H-128: fifteen seconds without a piece are a silence, each time anew, and a piece begins them again")
  func silence() async {
    let (tap, time) = (Tap(), VirtualTime())
    let pump = Self.pump(tap, time)
    await time.sleepers(atLeast: 1)
    for _ in 0..<3 {
      let reading = Task { await pump.next() }
      let before = time.now
      await time.advance(by: 14_999)
      await time.advance(by: 1)
      #expect(await reading.value == .silence)
      #expect(time.now == before.advanced(byMilliseconds: 15_000))
    }
    let reading = Task { await pump.next() }
    await time.advance(by: 10_000)
    tap.give(7)
    #expect(await reading.value == .piece(7))
    let next = Task { await pump.next() }
    // Ten seconds after the piece are no silence yet.
    await time.advance(by: 10_000)
    tap.give(8)
    #expect(await next.value == .piece(8))
    pump.cancel()
  }

  @Test("nothing that comes at the moment of a silence is lost")
  func silenceAndPiece() async {
    for _ in 0..<50 {
      let (tap, time) = (Tap(), VirtualTime())
      let pump = Self.pump(tap, time)
      await time.sleepers(atLeast: 1)
      let reading = Task {
        var pieces: [Int] = []
        while true {
          switch await pump.next() {
          case .piece(let piece): pieces.append(piece)
          case .silence: break
          case .end: return pieces
          }
        }
      }
      async let giving: Void = { for piece in 0..<5 { tap.give(piece) } }()
      await time.advance(by: 45_000)
      await giving
      tap.give(nil)
      #expect(await reading.value == [0, 1, 2, 3, 4])
    }
  }

  @Test("cancelling wakes who waits, stops the source, and everything after it is the end")
  func cancelWhileWaiting() async {
    let tap = Tap()
    let pump = Self.pump(tap)
    let reading = Task { await pump.next() }
    for _ in 0..<100 { await Task.yield() }
    pump.cancel()
    #expect(await reading.value == .end)
    tap.give(1)
    for _ in 0..<100 { await Task.yield() }
    #expect(tap.isCancelled)
    #expect(await pump.next() == .end)
    pump.cancel()
  }

  @Test("a second reader does not leave the first one hanging")
  func twoReaders() async {
    let tap = Tap()
    let pump = Self.pump(tap)
    let readers = [Task { await pump.next() }, Task { await pump.next() }]
    for _ in 0..<200 { await Task.yield() }
    tap.give(1)
    let readings = [await readers[0].value, await readers[1].value]
    #expect(readings.contains(.silence) && readings.contains(.piece(1)))
    pump.cancel()
  }

  @Test("under many tasks no piece is lost, none comes twice, and whoever cancels ends it")
  func stress() async {
    await withTaskGroup(of: Bool.self) { group in
      for round in 0..<200 {
        group.addTask {
          let turns = Turns()
          let pump = FramePump<Int>(patience: 1_000_000, time: VirtualTime()) {
            let piece = turns.next()
            if piece % 3 == round % 3 { await Task.yield() }
            return piece < 50 ? piece : nil
          }
          let canceller = round % 4 == 0 ? Task { pump.cancel() } : nil
          var pieces: [Int] = []
          while case .piece(let piece) = await pump.next() { pieces.append(piece) }
          await canceller?.value
          return pieces == Array(0..<pieces.count) && (round % 4 == 0 || pieces.count == 50)
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  /// Something that a source holds.
  private final class Held: Sendable {}

  @Test(
    "a pump that nobody holds lets go of everything, whether its source waits or a piece lies there",
    arguments: [false, true])
  func noLeak(hasPiece: Bool) async {
    let (tap, time) = (Tap(), VirtualTime())
    weak var pump: FramePump<Int>?
    weak var held: Held?
    do {
      let kept = Held()
      let made = FramePump<Int>(patience: 15_000, time: time) {
        withExtendedLifetime(kept) {}
        return await tap.next()
      }
      (pump, held) = (made, kept)
      if hasPiece { tap.give(1) }
      for _ in 0..<200 { await Task.yield() }
    }
    #expect(pump == nil)
    for _ in 0..<10_000 where held != nil || time.sleeperCount > 0 { await Task.yield() }
    #expect(held == nil && time.sleeperCount == 0)
    #expect(tap.isCancelled || hasPiece)
  }
}
