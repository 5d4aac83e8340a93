import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

/// Queues against textbooks and against a simulation by events.
@Suite(.offThePool) struct ServerQueueTests {
  private static func exponential(mean: Double, _ generator: inout SeededGenerator) -> Double {
    -mean * ElementaryFunctions.log(1 - generator.unit())
  }

  /// The mean wait of M/M/c by Erlang's C formula (Kleinrock, "Queueing Systems", volume 1, section 3.5), in units of the
  /// mean service time.
  private static func erlangWait(servers: Int, load: Double) -> Double {
    let offered = load * Double(servers)
    var term = 1.0
    var sum = 1.0
    for number in 1..<max(servers, 2) where number < servers {
      term *= offered / Double(number)
      sum += term
    }
    let last = term * offered / Double(servers) / (1 - load)
    return last / (sum + last) / (Double(servers) * (1 - load))
  }

  @Test("the formula gives the known waits of one and of two servers")
  func formula() {
    // M/M/1: rho / (1 - rho). M/M/2: rho² / (1 - rho²).
    #expect(abs(Self.erlangWait(servers: 1, load: 0.5) - 1) < 1e-12)
    #expect(abs(Self.erlangWait(servers: 2, load: 0.5) - 1.0 / 3) < 1e-12)
  }

  @Test(
    "the mean wait of Poisson arrivals and exponential service is the textbook's within 2 %",
    arguments: [(1, 0.5), (1, 0.7), (2, 0.5), (4, 0.8), (10, 0.8)])
  func waits(servers: Int, load: Double) {
    #if DEBUG
    // Without the optimiser there is time for fewer requests, and so for less precision.
    let (count, tolerance) = (200_000, 0.06)
    #else
    let (count, tolerance) = (6_000_000, 0.02)
    #endif
    var arrivals = SeededGenerator(seed: 7, stream: 1)
    var services = SeededGenerator(seed: 7, stream: 2)
    var queue = ServerQueue(slots: servers)
    var now = 0.0
    var waited = 0.0
    for _ in 0..<count {
      now += Self.exponential(mean: 10 / load / Double(servers), &arrivals)
      let arrival = Moment(milliseconds: now)
      let service = Milliseconds(Self.exponential(mean: 10, &services)) ?? 0
      waited += queue.admit(at: arrival, service: service)?.milliseconds(since: arrival) ?? .nan
    }
    let ratio = waited / Double(count) / 10 / Self.erlangWait(servers: servers, load: load)
    #expect(abs(ratio - 1) < tolerance, "\(ratio)")
  }

  /// First come, first served, by walking over all slots and all who wait.
  private struct Plain {
    var busyUntil: [Double]
    var begins: [Double] = []
    let longestLine: Int?

    mutating func admit(at now: Double, service: Double) -> Double? {
      let slot = busyUntil.indices.min { (busyUntil[$0], $0) < (busyUntil[$1], $1) } ?? 0
      let begin = max(busyUntil[slot], now)
      if begin > now {
        if let longestLine, begins.count(where: { $0 > now }) >= longestLine { return nil }
        begins.append(begin)
      }
      busyUntil[slot] = begin + service
      return begin
    }
  }

  @Test("every request begins when a plain simulation says, and as many are turned away", arguments: [nil, 0, 1, 5])
  func plain(longestLine: Int?) {
    for seed in 0..<60 as Range<UInt64> {
      var dice = SeededGenerator(seed: seed)
      let slots = dice.index(below: 6) + 1
      var queue = ServerQueue(slots: slots, longestLine: longestLine)
      var plain = Plain(busyUntil: Array(repeating: -1, count: slots), longestLine: longestLine)
      var now = 0
      for _ in 0..<200 {
        // Whole milliseconds, so that many things happen at once.
        now += dice.index(below: 4)
        let service = dice.index(below: 12)
        let found = queue.admit(at: Moment(milliseconds: Double(now)), service: Milliseconds(Double(service)) ?? 0)
        let expected = plain.admit(at: Double(now), service: Double(service))
        #expect(found == expected.map { Moment(milliseconds: $0) }, "seed \(seed)")
      }
      #expect(queue.waitingCount == plain.begins.count { $0 > Double(now) })
    }
  }

  @Test("time that steps back stands still, and its end is no trap")
  func hostileTimes() {
    var queue = ServerQueue(slots: 1)
    #expect(queue.admit(at: Moment(milliseconds: 10), service: 5) == Moment(milliseconds: 10))
    #expect(queue.admit(at: .zero, service: 5) == Moment(milliseconds: 15))
    var idle = ServerQueue(slots: 2)
    #expect(idle.admit(at: Moment(milliseconds: 10), service: 5) == Moment(milliseconds: 10))
    #expect(idle.admit(at: .zero, service: 5) == Moment(milliseconds: 10))
    let end = Moment(nanoseconds: .max)
    #expect(queue.admit(at: end, service: 1e300) == end)
    #expect(queue.admit(at: end, service: 1) == end)
  }
}
