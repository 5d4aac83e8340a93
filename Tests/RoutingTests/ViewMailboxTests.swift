import Dispatch
import RoutingCore
import Synchronization
import RoutingTestSupport
import Testing

@testable import Routing

/// What lies in a mailbox is owned by nobody else, and let go of exactly once.
@Suite(.offThePool) struct ViewMailboxTests {
  private final class Letter: Sendable {}

  /// A mailbox in a box, because the macros of tests take no value that cannot be copied.
  private final class Box<Value: AnyObject & Sendable>: Sendable {
    private let mailbox = ViewMailbox<Value>()
    var isEmpty: Bool { mailbox.isEmpty }
    func take() -> Value? { mailbox.take() }
    @discardableResult func post(_ value: Value) -> Value? { mailbox.post(value) }
  }

  @Test("a letter is taken once, and one that nobody took comes back when it is replaced")
  func ownership() {
    let mailbox = Box<Letter>()
    #expect(mailbox.isEmpty)
    #expect(mailbox.take() == nil)
    var first: Letter? = Letter()
    weak let watched = first
    if let first { #expect(mailbox.post(first) == nil) }
    first = nil
    #expect(watched != nil)
    #expect(!mailbox.isEmpty)
    var replaced = mailbox.post(Letter())
    #expect(replaced === watched)
    replaced = nil
    #expect(watched == nil)
    #expect(mailbox.take() != nil)
    #expect(mailbox.isEmpty)
    #expect(mailbox.take() == nil)
  }

  @Test("a mailbox that goes away lets go of what nobody took")
  func abandoned() {
    final class House: Sendable { let mailbox = Box<Letter>() }
    weak var watched: Letter?
    do {
      let house = House()
      let letter = Letter()
      watched = letter
      house.mailbox.post(letter)
    }
    #expect(watched == nil)
  }

  @Test("letters exchanged between threads are neither lost nor held twice, and are read as they were written")
  func exchange() {
    final class Numbered: Sendable {
      let number: Int
      let copies: [Int]
      init(_ number: Int) {
        self.number = number
        copies = [number, number]
      }
    }
    final class Post: Sendable {
      let arrivals = ViewMailbox<Numbered>()
      let returns = ViewMailbox<Numbered>()
      let faults = Atomic<Int>(0)
    }
    let post = Post()
    let count = 200_000
    // Nothing else puts the two threads in order.
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      guard thread == 0 else {
        for number in 1...count {
          _ = post.returns.take()
          post.arrivals.post(Numbered(number))
        }
        return
      }
      var current = Numbered(0)
      while current.number < count {
        guard !post.arrivals.isEmpty, let next = post.arrivals.take() else { continue }
        if next.number <= current.number || next.copies != [next.number, next.number] {
          post.faults.add(1, ordering: .relaxed)
        }
        post.returns.post(current)
        current = next
      }
    }
    #expect(post.faults.load(ordering: .relaxed) == 0)
  }

  @Test("an idle worker keeps no more than a few views alive, however much is published")
  func boundedViews() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x")))
    let worker = BoxedWorker(router)
    struct Watched { weak var view: RouterView? }
    var views: [Watched] = []
    for number in 0..<50 {
      router.tick(now: .seconds(Double(number)))
      if number % 7 == 0 { worker.refresh() }
      views.append(Watched(view: worker.view))
    }
    let generations = Set(views.compactMap { $0.view?.generation })
    #expect(generations.count <= 2)
    #expect(generations.contains(worker.generation))
  }
}
