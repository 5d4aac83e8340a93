/// What a subscriber reads next.
package enum EventItem: Hashable, Sendable {
  /// An event.
  case event(GatewayEvent)
  /// So many events before the next one went lost, because the subscriber was slow (H-633).
  case dropped(Int)

  /// The frame that tells of it.
  package var frame: EventFrame {
    switch self {
    case .event(let event): event.frame
    case .dropped(let count): EventFrame(event: "dropped", data: "{\"count\":\(count)}")
    }
  }
}

/// The events that a subscriber has not read yet: the newest of them, and how many older ones went lost.
struct EventMailbox: Sendable {
  private var slots: [GatewayEvent?]
  private var oldest = 0
  private var count = 0
  private var dropped = 0

  /// Makes a mailbox with room for so many events, at least one.
  init(capacity: Int) {
    slots = Array(repeating: nil, count: max(capacity, 1))
  }

  /// Adds an event, in place of the oldest where there is no room.
  mutating func add(_ event: GatewayEvent) {
    slots[(oldest + count) % slots.count] = event
    if count < slots.count {
      count += 1
    } else {
      oldest = (oldest + 1) % slots.count
      dropped += 1
    }
  }

  /// Takes what is to be read next, or nil where there is nothing.
  mutating func take() -> EventItem? {
    if dropped > 0 {
      defer { dropped = 0 }
      return .dropped(dropped)
    }
    guard let event = slots[oldest] else { return nil }
    slots[oldest] = nil
    oldest = (oldest + 1) % slots.count
    count -= 1
    return .event(event)
  }
}
