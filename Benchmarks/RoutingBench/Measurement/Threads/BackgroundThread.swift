import Dispatch
import Foundation

/// A thread of its own, which unlike a task or a queue's work does not wait for a processor's turn to be begun.
struct BackgroundThread: Sendable {
  private let group = DispatchGroup()

  init(_ body: @escaping @Sendable () -> Void) {
    let group = group
    group.enter()
    let thread = Thread {
      body()
      group.leave()
    }
    thread.stackSize = 1 << 22
    thread.start()
  }

  func join() { group.wait() }
}
