import GatewayState
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct IdempotencyCacheTests {
  private static func key(
    _ key: String = "k", principal: String = "p", method: String = "POST", path: String = "/v1/chat",
    body: [UInt8] = [1]
  ) -> IdempotencyKey {
    IdempotencyKey(principal: principal, method: method, path: path, key: key, bodyHash: body)
  }

  private static func answer(_ status: Int = 200, _ text: String = "{}") -> IdempotentAnswer {
    IdempotentAnswer(
      status: status, headers: [.init(name: "Content-Type", value: "application/json")], body: Array(text.utf8))
  }

  private static func ticket(_ start: IdempotencyStart) throws -> IdempotencyTicket {
    guard case .fresh(let ticket) = start else {
      Issue.record("\(start)")
      throw Unexpected()
    }
    return ticket
  }
  private struct Unexpected: Error {}

  @Test("H-040: the same request within five minutes gets the same answer, and later it is done anew")
  func replay() throws {
    let cache = IdempotencyCache()
    let ticket = try Self.ticket(cache.begin(Self.key(), now: 0))
    cache.finish(ticket, Self.answer(), now: 1000)
    #expect(cache.begin(Self.key(), now: 1000) == .replay(Self.answer()))
    #expect(cache.begin(Self.key(), now: 300_999) == .replay(Self.answer()))
    let next = try Self.ticket(cache.begin(Self.key(), now: 301_000))
    #expect(cache.begin(Self.key(), now: 301_000) == .inProgress)
    cache.finish(next, Self.answer(400, "other"), now: 301_000)
    #expect(cache.begin(Self.key(), now: 301_000) == .replay(Self.answer(400, "other")))
  }

  @Test("H-040: a request of the same kind is refused until the first is over, however that ends")
  func inProgress() throws {
    let cache = IdempotencyCache()
    let first = try Self.ticket(cache.begin(Self.key(), now: 0))
    #expect(cache.begin(Self.key(), now: 1) == .inProgress)
    #expect(cache.begin(Self.key(), now: 10_000_000) == .inProgress)
    cache.abandon(first)
    let second = try Self.ticket(cache.begin(Self.key(), now: 2))
    // The first has had its say.
    cache.finish(first, Self.answer(), now: 3)
    #expect(cache.begin(Self.key(), now: 3) == .inProgress)
    cache.finish(second, Self.answer(), now: 4)
    cache.finish(second, Self.answer(201), now: 5)
    #expect(cache.begin(Self.key(), now: 5) == .replay(Self.answer()))
  }

  @Test(
    "H-040: statuses from 500 on are not kept, and all below are",
    arguments: [200, 202, 400, 404, 429, 499, 500, 502, 599])
  func statuses(status: Int) throws {
    let cache = IdempotencyCache()
    cache.finish(try Self.ticket(cache.begin(Self.key(), now: 0)), Self.answer(status), now: 0)
    let start = cache.begin(Self.key(), now: 0)
    if status < 500 { #expect(start == .replay(Self.answer(status))) } else { _ = try Self.ticket(start) }
  }

  @Test("H-040: another principal, method, path, key or body is another request, and parts lend each other no letters")
  func identity() throws {
    let cache = IdempotencyCache()
    cache.finish(try Self.ticket(cache.begin(Self.key(), now: 0)), Self.answer(), now: 0)
    for other in [
      Self.key("l"), Self.key(principal: "q"), Self.key(method: "PUT"), Self.key(path: "/v1/plan"), Self.key(body: [2]),
      Self.key("", principal: "pk"), Self.key("k", principal: "", method: "pPOST"), Self.key(body: []),
      Self.key("k\u{1}", body: []),
    ] {
      _ = try Self.ticket(cache.begin(other, now: 0))
    }
    #expect(cache.begin(Self.key(), now: 0) == .replay(Self.answer()))
  }

  @Test("H-040: at most so many requests are known, the oldest answer leaving first, and those under way never")
  func bounded() throws {
    let cache = IdempotencyCache(maximumEntries: 3)
    let underWay = try Self.ticket(cache.begin(Self.key("u"), now: 0))
    for name in ["a", "b", "c"] {
      cache.finish(try Self.ticket(cache.begin(Self.key(name), now: 0)), Self.answer(), now: 0)
    }
    #expect(cache.count == 3)
    #expect(cache.begin(Self.key("u"), now: 0) == .inProgress)
    #expect(cache.begin(Self.key("b"), now: 0) == .replay(Self.answer()))
    #expect(cache.begin(Self.key("c"), now: 0) == .replay(Self.answer()))
    _ = try Self.ticket(cache.begin(Self.key("a"), now: 0))
    // Three under way: a fourth goes ahead unknown.
    _ = try Self.ticket(cache.begin(Self.key("d"), now: 0))
    let unknown = try Self.ticket(cache.begin(Self.key("e"), now: 0))
    _ = try Self.ticket(cache.begin(Self.key("e"), now: 0))
    cache.finish(unknown, Self.answer(), now: 0)
    _ = try Self.ticket(cache.begin(Self.key("e"), now: 0))
    #expect(cache.count == 3)
    cache.abandon(underWay)
    #expect(cache.count == 2)
    let standard = IdempotencyCache()
    for number in 0..<10_001 { _ = standard.begin(Self.key("\(number)"), now: 0) }
    #expect(standard.count == 10_000)
  }

  @Test("kept answers have a bounded size together, and old ones are let go")
  func bytes() throws {
    let cache = IdempotencyCache(maximumEntries: 100, maximumBytes: 1000)
    func keep(_ name: String, size: Int, now: Int) throws {
      let answer = IdempotentAnswer(status: 200, headers: [], body: [UInt8](repeating: 0, count: size))
      cache.finish(try Self.ticket(cache.begin(Self.key(name), now: now)), answer, now: now)
    }
    try keep("big", size: 2000, now: 0)
    #expect(cache.count == 0)
    for name in ["a", "b", "c"] { try keep(name, size: 300, now: 0) }
    #expect(cache.count == 2)
    _ = try Self.ticket(cache.begin(Self.key("a"), now: 0))
    // All are outdated; room for as many as at first.
    try keep("x", size: 400, now: 400_000)
    try keep("y", size: 400, now: 400_000)
    guard case .replay = cache.begin(Self.key("x"), now: 400_000) else {
      Issue.record("x is gone")
      return
    }
  }

  @Test("of many that come at the same time one goes ahead")
  func threads() async {
    let cache = IdempotencyCache()
    let fresh = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<50).count { _ in
            if case .fresh = cache.begin(Self.key(), now: 0) { true } else { false }
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(fresh == 1)
  }
}
