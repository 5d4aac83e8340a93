import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct SpendingReplayTests {
  private static func entry(_ number: Int, at moment: Int) -> StateChange {
    let entry = RequestLogEntry(
      id: "l\(number)", milliseconds: moment, model: "m", provider: "p", mode: "normal", cost: 0.5, latency: 1,
      statusCode: 200, requestID: "r\(number)", apiKeyID: "k", inputTokens: 1, outputTokens: 1)
    return .append(.requests, entry.entry)
  }

  @Test("H-039: what was spent is found behind a thousand requests that a wrong clock dated into the month before")
  func wrongMonth() async throws {
    let store = MemoryStateStore()
    let day = 86_400_000
    // 2026-11-22, and a clock that is thirty days late for a while.
    let now = 1_795_305_600_000
    try await store.commit([Self.entry(0, at: now - 2 * day)])
    for number in 1...2500 { try await store.commit([Self.entry(number, at: now - 30 * day)]) }
    try await store.commit([Self.entry(3000, at: now)])
    let spending = try await SpendingReplay(store: store).spending(of: [], now: now)
    #expect(spending.spent(key: "k", now: now) == 1)
  }

  @Test("H-039: the log is read no further than to the month before")
  func ending() async throws {
    let store = MemoryStateStore()
    let day = 86_400_000
    let now = 1_795_305_600_000
    // Older by far, and in front of what counts: no clock is believed to have been as late as that.
    try await store.commit([Self.entry(0, at: now)])
    for number in 1...1000 { try await store.commit([Self.entry(number, at: now - 80 * day)]) }
    let spending = try await SpendingReplay(store: store).spending(of: [], now: now)
    #expect(spending.spent(key: "k", now: now) == 0)
  }
}
