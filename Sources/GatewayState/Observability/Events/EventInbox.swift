import Routing

/// Where a subscriber's events wait for it, or it for them.
final class EventInbox: Sendable {
  private struct State: Sendable {
    var mailbox: EventMailbox
    var readers: [(number: Int, continuation: CheckedContinuation<EventItem?, Never>)] = []
    var nextReader = 0
    var isClosed = false
  }

  private let state: Locked<State>

  init(capacity: Int) {
    state = Locked(State(mailbox: EventMailbox(capacity: capacity)))
  }

  /// Hands an event to a reader that waits, or keeps it; never waits for anybody.
  func add(_ event: GatewayEvent) {
    let reader = state.withLock { state -> CheckedContinuation<EventItem?, Never>? in
      guard !state.isClosed else { return nil }
      guard state.readers.isEmpty else { return state.readers.removeFirst().continuation }
      state.mailbox.add(event)
      return nil
    }
    reader?.resume(returning: .event(event))
  }

  func next() async -> EventItem? {
    let number = state.withLock { state in
      state.nextReader += 1
      return state.nextReader
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> EventItem?? in
          // Whoever is cancelled after this line finds the reader among those that wait.
          if Task.isCancelled { return .some(nil) }
          if let item = state.mailbox.take() { return item }
          if state.isClosed { return .some(nil) }
          state.readers.append((number, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let reader = state.withLock { state -> CheckedContinuation<EventItem?, Never>? in
        guard let place = state.readers.firstIndex(where: { $0.number == number }) else { return nil }
        return state.readers.remove(at: place).continuation
      }
      reader?.resume(returning: nil)
    }
  }

  var isAwaited: Bool { state.withLock { !$0.readers.isEmpty } }

  /// Takes no more events; what nobody has read yet is kept or not.
  func close(keepsUnread: Bool) {
    let readers = state.withLock { state in
      state.isClosed = true
      if !keepsUnread { state.mailbox = EventMailbox(capacity: 1) }
      defer { state.readers = [] }
      return state.readers.map(\.continuation)
    }
    for reader in readers { reader.resume(returning: nil) }
  }
}
