/// Events as they happen, for one reader at a time; letting go of it unsubscribes.
package final class EventSubscription: Sendable {
  private let inbox: EventInbox
  private let bus: EventBus
  private let number: Int

  init(_ inbox: EventInbox, on bus: EventBus, number: Int) {
    self.inbox = inbox
    self.bus = bus
    self.number = number
  }

  deinit { cancel() }

  /// The next item, or nil once the task or the subscription is cancelled, or the bus is closed and all was read.
  ///
  /// A cancelled task loses no item: what it did not take is there for whoever asks next.
  package func next() async -> EventItem? { await inbox.next() }

  /// Whether a reader waits.
  var isAwaited: Bool { inbox.isAwaited }

  /// Ends the subscription, also for a reader that waits; may be called at any time, and more than once.
  package func cancel() {
    bus.unsubscribe(number)
    inbox.close(keepsUnread: false)
  }
}
