import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct RequestStreamTests {
  private let router = Result { CompiledRouter(try ShippedCatalogue.document().registry().registry) }

  private func requests(
    _ count: Int, seed: UInt64 = 3, requestsPerSecond: Double = 100, mode: RoutingMode? = nil
  ) throws -> [StreamedRequest] {
    var stream = RequestStream(
      over: try router.get(), seed: seed, requestsPerSecond: requestsPerSecond, mode: mode)
    return (0..<count).map { _ in stream.next() }
  }

  @Test("R-001: the same seed gives the same requests, another seed others")
  func repeatable() throws {
    let first = try requests(500)
    #expect(first == (try requests(500)))
    #expect(first == Array(try requests(700).prefix(500)), "however many are taken")
    let other = try requests(500, seed: 4)
    #expect(zip(first, other).filter { $0.numbers == $1.numbers }.count < 20)
  }

  @Test("R-001: requests are these on every machine")
  func recorded() throws {
    let requests = try requests(1_000)
    let sum = requests.reduce(0) { $0 + $1.numbers.inputTokens.value * 3 + $1.numbers.outputTokens.value }
    #expect(sum == RequestStreamTests.recordedSum)
    #expect(requests.last?.arrival.nanoseconds == RequestStreamTests.recordedArrival)
  }

  private static let recordedSum = 14_035_309
  private static let recordedArrival: Int64 = 10_318_900_646

  @Test("arrivals come at the rate, to 1 %, with waits that vary as a Poisson process's")
  func arrivals() throws {
    let requests = try requests(200_000)
    let last = try #require(requests.last)
    #expect(abs(last.arrival.milliseconds(since: .zero) / 2_000_000 - 1) < 0.01)
    let waits = zip(requests, requests.dropFirst()).map { $1.arrival.milliseconds(since: $0.arrival) }
    #expect(waits.allSatisfy { $0 >= 0 })
    let mean = waits.reduce(0, +) / Double(waits.count)
    let variance = waits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(waits.count)
    #expect(abs(variance.squareRoot() / mean - 1) < 0.02)
  }

  @Test("kinds, hints, streaming, capabilities and policies have their shares")
  func shares() throws {
    let router = try router.get()
    let stream = RequestStream(over: router, seed: 3)
    let requests = try requests(100_000)
    let chats = requests.filter { $0.numbers.kind == .chat }
    func share(_ holds: (StreamedRequest) -> Bool) -> Double {
      Double(requests.filter(holds).count) / Double(requests.count)
    }
    func shareOfChats(_ holds: (StreamedRequest) -> Bool) -> Double {
      Double(chats.filter(holds).count) / Double(chats.count)
    }
    #expect(abs(share { $0.numbers.kind == .chat } - 0.94) < 0.005)
    #expect(abs(share { $0.numbers.kind == .embedding } - 0.04) < 0.003)
    #expect(abs(share { $0.numbers.hint != .absent } - 0.17) < 0.005)
    let unknown = try #require(router.handle(ofHint: "no-such-model"))
    #expect(abs(share { $0.numbers.hint == unknown } - 0.02) < 0.002)
    let named = Set(requests.map(\.numbers.hint))
    #expect(named.count == router.registry.models.count + 2, "every model is named now and then")
    #expect(abs(shareOfChats(\.numbers.isStreaming) - 0.5) < 0.01)
    #expect(abs(shareOfChats { $0.numbers.requires == CapabilitySet([.tools]) } - 0.2) < 0.01)
    #expect(requests.allSatisfy { $0.numbers.kind == .chat || !$0.numbers.isStreaming })
    #expect(abs(share { stream.palette.policies[$0.policy].mode == .normal } - 0.5) < 0.01)
    #expect(abs(share { stream.palette.policies[$0.policy].maximumCost == nil } - 0.3) < 0.01)
    #expect(abs(share { stream.palette.policies[$0.policy].minimumWeight == 3 } - 0.15) < 0.01)
  }

  @Test(
    "prompts are as long as those of the shipped traces, mixed by their shares", arguments: [0.1, 0.3, 0.5, 0.7, 0.9])
  func lengths(share: Double) throws {
    let drawn = Percentiles(try requests(100_000).map { Double($0.numbers.inputTokens.value) }).value(at: share)
    // The share of each trace's knots that are not longer, which between two knots is a straight line.
    func below(_ length: Double, _ knots: [Int]) -> Double {
      guard let above = knots.firstIndex(where: { Double($0) > length }) else { return 1 }
      guard above > 0 else { return 0 }
      let (low, high) = (Double(knots[above - 1]), Double(knots[above]))
      return (Double(above - 1) + (length - low) / (high - low)) / Double(knots.count - 1)
    }
    let expected =
      0.5 * below(drawn, LengthDistribution.conversation.inputKnots)
      + 0.25 * below(drawn, LengthDistribution.code.inputKnots)
      + 0.25 * below(drawn, LengthDistribution.longContext.inputKnots)
    #expect(abs(expected - share) < 0.01, "\(drawn) tokens are the quantile \(expected)")
  }

  @Test("with a mode given, every request has it")
  func oneMode() throws {
    let palette = RequestStream(over: try router.get(), seed: 1, mode: .planning).palette
    #expect(try requests(50, mode: .planning).allSatisfy { palette.policies[$0.policy].mode == .planning })
  }

  @Test("a stream over an empty registry, and one at the end of time, go on", .timeLimit(.minutes(60)))
  func extremes() throws {
    let empty = CompiledRouter(try ModelRegistry(models: [], providers: []))
    var stream = RequestStream(over: empty, seed: 1, requestsPerSecond: 1e-7)
    var last = Moment.zero
    for _ in 0..<2_000 {
      let next = stream.next()
      #expect(next.arrival >= last)
      last = next.arrival
    }
    #expect(last == Moment(nanoseconds: .max))
  }
}
