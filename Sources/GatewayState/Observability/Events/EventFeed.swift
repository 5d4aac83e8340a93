import RoutingCore
package import Routing
import Synchronization

/// The frames of a subscription as a client is sent them, for one reader at a time (H-630, H-633).
///
/// The first frame says that the client is connected; where nothing happens for 15 seconds, a comment keeps the connection
/// alive.
package final class EventFeed: Sendable {
  private let subscription: EventSubscription
  private let time: any TimeSource
  private let hasBegun = Atomic<Bool>(false)

  /// Makes a feed of a subscription that nobody else reads.
  package init(_ subscription: EventSubscription, time: some TimeSource) {
    self.subscription = subscription
    self.time = time
  }

  /// The bytes to send next, or nil once the task or the feed is cancelled, or the bus is closed.
  package func next() async -> [UInt8]? {
    guard hasBegun.exchange(true, ordering: .relaxed) else { return EventFrame.connected.bytes }
    return await nextFrame()?.bytes
  }

  /// The client went away; may be called at any time, and more than once.
  package func cancel() { subscription.cancel() }

  private enum Turn: Sendable {
    case item(EventItem)
    case silence
    case over
  }

  private func nextFrame() async -> EventFrame? {
    let (subscription, time) = (subscription, time)
    let end = time.now.advanced(byMilliseconds: EventFrame.longestSilence.value)
    let turns = await withTaskGroup(of: Turn.self) { group in
      group.addTask { await subscription.next().map(Turn.item) ?? .over }
      group.addTask {
        do throws(CancellationError) {
          try await time.sleep(until: end)
          return .silence
        } catch {
          return .over
        }
      }
      let first = await group.next() ?? .over
      group.cancelAll()
      return (first, await group.next() ?? .over)
    }
    switch turns {
    // An item that came together with the silence is not lost.
    case (.item(let item), _), (_, .item(let item)): return item.frame
    case (.silence, _): return .keepAlive
    case (.over, _): return nil
    }
  }
}
