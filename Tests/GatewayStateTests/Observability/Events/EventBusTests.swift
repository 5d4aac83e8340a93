import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct EventBusTests {
  /// An event that is known by its number.
  private static func event(_ number: Int) -> GatewayEvent {
    GatewayEvent(milliseconds: number, .workflowStarted(id: "\(number)"))
  }

  private static func numbers(_ items: [EventItem]) -> [Int] {
    items.map { item in
      switch item {
      case .event(let event): event.milliseconds
      case .dropped(let count): -count
      }
    }
  }

  /// What a closed subscription still has.
  private static func rest(_ subscription: EventSubscription) async -> [Int] {
    var items: [EventItem] = []
    while let item = await subscription.next() { items.append(item) }
    return numbers(items)
  }

  @Test("H-633: a mailbox keeps the newest events and tells first how many older ones it lost", arguments: 0..<50)
  func mailbox(seed: UInt64) {
    var dice = SeededGenerator(seed: seed, stream: 0xB05)
    let capacity = 1 + dice.index(below: 6)
    var mailbox = EventMailbox(capacity: capacity)
    var model: [Int] = []
    var lost = 0
    for number in 0..<100 {
      if dice.unit() < 0.6 {
        mailbox.add(Self.event(number))
        model.append(number)
        if model.count > capacity {
          model.removeFirst()
          lost += 1
        }
      } else if lost > 0 {
        #expect(mailbox.take() == .dropped(lost))
        lost = 0
      } else {
        #expect(mailbox.take() == (model.isEmpty ? nil : .event(Self.event(model.removeFirst()))))
      }
    }
  }

  @Test("H-633: of 70 events that nobody read the first 6 are lost, and the next frame says so")
  func overflow() async throws {
    let bus = EventBus()
    let slow = try bus.subscribe()
    for number in 0..<70 { bus.publish(Self.event(number)) }
    let first = await slow.next()
    #expect(first == .dropped(6))
    #expect(first.map { String(decoding: $0.frame.bytes, as: UTF8.self) } == "event: dropped\ndata: {\"count\":6}\n\n")
    bus.close()
    #expect(await Self.rest(slow) == Array(6..<70))
  }

  @Test("everybody reads every event from the subscription on, in order; a slow one holds up nobody")
  func everybody() async throws {
    let bus = EventBus()
    bus.publish(Self.event(-1))
    let slow = try bus.subscribe()
    let fast = try bus.subscribe()
    for number in 0..<100 {
      bus.publish(Self.event(number))
      #expect(await fast.next() == .event(Self.event(number)))
    }
    bus.close()
    #expect(await Self.rest(slow) == [-36] + Array(36..<100))
    #expect(await Self.rest(fast) == [])
  }

  @Test("a reader that waits is given the next event")
  func waiting() async throws {
    let bus = EventBus()
    let subscription = try bus.subscribe()
    let reader = Task { await subscription.next() }
    while !subscription.isAwaited { await Task.yield() }
    bus.publish(Self.event(1))
    #expect(await reader.value == .event(Self.event(1)))
  }

  @Test("H-633: whoever lets go of a subscription, or cancels it, is subscribed no more")
  func unsubscribing() async throws {
    let bus = EventBus()
    var held: EventSubscription? = try bus.subscribe()
    let other = try bus.subscribe()
    #expect(bus.subscriberCount == 2)
    held = nil
    #expect(bus.subscriberCount == 1 && held == nil)
    bus.publish(Self.event(1))
    other.cancel()
    other.cancel()
    #expect(bus.subscriberCount == 0)
    #expect(await other.next() == nil)
  }

  @Test("a reader that waits learns that its task, its subscription or the bus is over", arguments: 0..<3)
  func ending(way: Int) async throws {
    let bus = EventBus()
    let subscription = try bus.subscribe()
    for round in 0..<50 {
      let reader = Task { await subscription.next() }
      // Sometimes before the reader waits, sometimes after.
      for _ in 0..<(round % 5) { await Task.yield() }
      switch way {
      case 0: reader.cancel()
      case 1: subscription.cancel()
      default: bus.close()
      }
      #expect(await reader.value == nil)
    }
  }

  @Test("a cancelled reader loses no event")
  func cancelledReader() async throws {
    let bus = EventBus()
    let subscription = try bus.subscribe()
    for round in 0..<100 {
      let reader = Task { await subscription.next() }
      for _ in 0..<(round % 4) { await Task.yield() }
      bus.publish(Self.event(round))
      reader.cancel()
      let item: EventItem?
      if let taken = await reader.value { item = taken } else { item = await subscription.next() }
      #expect(item == .event(Self.event(round)))
    }
  }

  @Test("there is room for so many subscribers, and whoever leaves makes room for another")
  func bound() throws {
    let bus = EventBus(maximumSubscribers: 2)
    let first = try bus.subscribe()
    let second = try bus.subscribe()
    #expect(throws: TooManySubscribers(limit: 2)) { try bus.subscribe() }
    first.cancel()
    let third = try bus.subscribe()
    #expect(bus.subscriberCount == 2)
    withExtendedLifetime((second, third)) {}
  }

  @Test("a closed bus takes no event, and a subscription to it is over")
  func closed() async throws {
    let bus = EventBus()
    bus.close()
    let subscription = try bus.subscribe()
    bus.publish(Self.event(1))
    #expect(await subscription.next() == nil)
    #expect(bus.subscriberCount == 0)
  }

  @Test("of many tasks that publish, every event is read once or counted as lost, each task's in its order")
  func manyPublishers() async throws {
    let bus = EventBus()
    let subscriptions = try (0..<4).map { _ in try bus.subscribe() }
    let readers = subscriptions.map { subscription in Task { await Self.rest(subscription) } }
    await withTaskGroup(of: Void.self) { group in
      for publisher in 0..<8 {
        group.addTask {
          for number in 0..<200 {
            bus.publish(Self.event(publisher * 1000 + number))
            if number % 20 == 0 { await Task.yield() }
          }
        }
      }
    }
    bus.close()
    for reader in readers {
      let numbers = await reader.value
      let read = numbers.filter { $0 >= 0 }
      #expect(read.count - numbers.filter { $0 < 0 }.reduce(0, +) == 1600)
      for publisher in 0..<8 {
        let own = read.filter { $0 / 1000 == publisher }
        #expect(own == own.sorted() && Set(own).count == own.count)
      }
    }
  }
}
