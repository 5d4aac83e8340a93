import GatewayState
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@Suite(.offThePool, .timeLimit(.minutes(60))) struct EventFeedTests {
  private static let event = GatewayEvent(milliseconds: 0, .heartbeat)

  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test(
    "H-630, H-633: a feed says that it is connected, tells of events, and keeps a silent connection alive every 15 s")
  func frames() async throws {
    let bus = EventBus()
    let time = VirtualTime()
    let feed = EventFeed(try bus.subscribe(), time: time)
    bus.publish(Self.event)
    #expect(text(await feed.next()) == "event: connected\ndata: {\"status\":\"ok\"}\n\n")
    #expect(await feed.next() == Self.event.frame.bytes)
    for _ in 0..<3 {
      let silent = Task { await feed.next() }
      await time.sleepers(atLeast: 1)
      await time.advance(by: 14_999)
      #expect(time.sleeperCount == 1)
      await time.advance(by: 1)
      #expect(text(await silent.value) == ": keep-alive\n\n")
    }
    bus.publish(Self.event)
    #expect(await feed.next() == Self.event.frame.bytes)
  }

  @Test("an event that comes together with the end of the silence is not lost")
  func together() async throws {
    let bus = EventBus()
    let time = VirtualTime()
    let feed = EventFeed(try bus.subscribe(), time: time)
    _ = await feed.next()
    for _ in 0..<50 {
      let frame = Task { await feed.next() }
      await time.sleepers(atLeast: 1)
      // Nobody waits for what the sleeper does, so that both come together.
      time.advanceToNextSleeper()
      bus.publish(Self.event)
      var frames = [await frame.value]
      if frames == [EventFrame.keepAlive.bytes] { frames.append(await feed.next()) }
      #expect(frames.last == Self.event.frame.bytes)
    }
  }

  @Test(
    "H-633: a feed ends when its task or it is cancelled, or the bus is closed, and a gone client is subscribed no more"
  )
  func ending() async throws {
    for way in 0..<3 {
      let bus = EventBus()
      let feed = EventFeed(try bus.subscribe(), time: VirtualTime())
      _ = await feed.next()
      let reader = Task { await feed.next() }
      switch way {
      case 0: reader.cancel()
      case 1: feed.cancel()
      default: bus.close()
      }
      #expect(await reader.value == nil)
      #expect(bus.subscriberCount == (way == 0 ? 1 : 0))
    }
  }
}
