import Routing

/// Tells all subscribers of events; nobody who publishes waits for a slow one (H-633).
///
/// Any number of tasks publish at once. What one task publishes is read in that order.
package final class EventBus: Sendable {
  /// How many events a subscriber may be behind before it loses the oldest.
  package static let bufferSize = 64

  private struct State: Sendable {
    var inboxes: [(number: Int, inbox: EventInbox)] = []
    var nextNumber = 0
    var isClosed = false
  }

  private let maximumSubscribers: Int
  private let state = Locked(State())

  /// Makes a bus for at most so many subscribers at once.
  package init(maximumSubscribers: Int = 100) {
    self.maximumSubscribers = maximumSubscribers
  }

  /// Tells all subscribers of an event; never waits.
  ///
  /// - Complexity: O(s) in the subscribers.
  package func publish(_ event: GatewayEvent) {
    // Handed over outside the lock, since a reader is resumed there.
    for (_, inbox) in state.withLock({ $0.inboxes }) { inbox.add(event) }
  }

  /// Subscribes to all events from now on.
  ///
  /// - Throws: `TooManySubscribers` where there is no room for another; a closed bus gives a subscription that is over.
  package func subscribe() throws(TooManySubscribers) -> EventSubscription {
    let inbox = EventInbox(capacity: EventBus.bufferSize)
    let limit = maximumSubscribers
    let number = try state.withLock { state throws(TooManySubscribers) in
      guard state.inboxes.count < limit else { throw TooManySubscribers(limit: limit) }
      state.nextNumber += 1
      if state.isClosed { inbox.close(keepsUnread: true) } else { state.inboxes.append((state.nextNumber, inbox)) }
      return state.nextNumber
    }
    return EventSubscription(inbox, on: self, number: number)
  }

  /// How many subscribers there are.
  package var subscriberCount: Int { state.withLock { $0.inboxes.count } }

  /// Ends all subscriptions, which are read to their end, and takes no more events.
  package func close() {
    let inboxes = state.withLock { state in
      state.isClosed = true
      defer { state.inboxes = [] }
      return state.inboxes
    }
    for (_, inbox) in inboxes { inbox.close(keepsUnread: true) }
  }

  func unsubscribe(_ number: Int) {
    state.withLock { $0.inboxes.removeAll { $0.number == number } }
  }
}

/// There is no room for another subscriber.
package struct TooManySubscribers: Error, Hashable, Sendable {
  /// How many there may be at once.
  package let limit: Int
}
