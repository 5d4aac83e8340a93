import RoutingCore
import RoutingTestSupport
import Testing

@testable import Routing

/// The queue between a worker and its router.
@Suite(.offThePool) struct OutcomeRingTests {
  private static let provider = RoutedProvider(
    router: ObjectIdentifier(HandleOwner()), roster: .max, place: OutcomeWords.placeLimit - 1)

  private final class HandleOwner {}

  @Test("every event of an attempt crosses the ring unchanged")
  func roundTrip() {
    let outcomes: [AttemptOutcome] =
      [
        .success(latency: 0), .success(latency: 12.5), .success(latency: 12.5, timePerToken: 0),
        .success(latency: 1e300, timePerToken: 0.1),
      ] + AttemptFailure.allCases.map { .failure($0) }
    let events =
      [.began] + outcomes.flatMap { [.ended($0, isCounted: true), .ended($0, isCounted: false)] as [AttemptEvent] }
    for event in events {
      for moment in [Moment(nanoseconds: .min), .zero, Moment(nanoseconds: .max)] {
        let entry = OutcomeWords(event, at: moment, Self.provider).entry
        #expect(
          entry
            == OutcomeEntry(
              event: event, moment: moment, roster: .max, place: UInt32(OutcomeWords.placeLimit - 1), permit: 0))
      }
    }
  }

  @Test("entries come out in order, once each, over many rounds, and a full ring says so")
  func order() {
    let ring = OutcomeRing()
    var writer = OutcomeRing.Writer()
    var next: Int64 = 0
    var expected: Int64 = 0
    for round in 0..<40 {
      let count = round % 3 == 0 ? OutcomeRing.capacity : 1 + 97 * round
      for _ in 0..<count {
        if !writer.hasRoom { writer.look(at: ring) }
        #expect(writer.hasRoom)
        writer.write(OutcomeWords(.began, at: Moment(nanoseconds: next), Self.provider), to: ring)
        next += 1
      }
      if count == OutcomeRing.capacity {
        writer.look(at: ring)
        #expect(!writer.hasRoom)
      }
      ring.drain { place, entry in
        #expect(place == Int(expected))
        #expect(entry.moment.nanoseconds == expected)
        expected += 1
      }
    }
    #expect(next == expected)
  }

  @Test("a reader on another thread sees every entry whole")
  func concurrentReader() async {
    final class Shared: Sendable { let ring = OutcomeRing() }
    let shared = Shared()
    let count = 200_000
    let writing = Task.detached {
      var writer = OutcomeRing.Writer()
      for number in 0..<count {
        while !writer.hasRoom {
          await Task.yield()
          writer.look(at: shared.ring)
        }
        let time = Milliseconds(Double(number)) ?? 0
        let event = AttemptEvent.ended(.success(latency: time, timePerToken: time), isCounted: false)
        writer.write(OutcomeWords(event, at: Moment(nanoseconds: Int64(number)), Self.provider), to: shared.ring)
      }
    }
    var expected = 0
    var torn = 0
    while expected < count {
      shared.ring.drain { _, entry in
        let time = Milliseconds(Double(expected)) ?? 0
        let whole = AttemptEvent.ended(.success(latency: time, timePerToken: time), isCounted: false)
        if entry.event != whole || entry.moment.nanoseconds != Int64(expected) { torn += 1 }
        expected += 1
      }
      await Task.yield()
    }
    await writing.value
    #expect(torn == 0)
  }
}
