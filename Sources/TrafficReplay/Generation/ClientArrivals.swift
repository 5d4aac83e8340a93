public import RoutingCore

/// The arrivals of many clients at once, each by its own windows, in order of time.
///
/// Every client draws from a generator of its own, so that leaving one out changes nothing about the others.
public struct ClientArrivals: Sendable {
  /// The clients, in the order of their first windows.
  public let clients: [String]
  private var processes: [ArrivalProcess]
  private var queue = MomentQueue<Int>()
  private let expected: Double
  private let length: Double

  /// Makes the arrivals of clients by their windows; a time without a window of a client has no requests of it.
  ///
  /// Windows begin at whole multiples of their length `seconds`, and none comes twice for a client. The result is nil
  /// where that is not so, where there is no window, or where the clients together have more than 5 million steps of
  /// time.
  /// - Complexity: O(n log n) in the number of windows.
  public init?(_ windows: [ClientWindow], windowSeconds seconds: Int = 600, seed: UInt64) {
    guard (1...1_000_000_000).contains(seconds), let last = windows.map(\.start).max(),
      windows.allSatisfy({ $0.start >= 0 && $0.start % seconds == 0 })
    else { return nil }
    let steps = last / seconds + 1
    var places: [String: Int] = [:]
    var grouped: [[ClientWindow]] = []
    var clients: [String] = []
    for window in windows {
      guard RateCurve.bounds.contains(window.rate) else { return nil }
      if let place = places[window.client] {
        grouped[place].append(window)
      } else {
        places[window.client] = grouped.count
        clients.append(window.client)
        grouped.append([window])
      }
    }
    guard steps <= 5_000_000 / grouped.count else { return nil }
    var processes: [ArrivalProcess] = []
    for (place, windows) in grouped.enumerated() {
      var rates = Array(repeating: 0.0, count: steps)
      var samplers = Array(repeating: GapSampler(.exponential), count: steps)
      for window in windows {
        let step = window.start / seconds
        guard rates[step] == 0 else { return nil }
        rates[step] = window.rate
        samplers[step] = GapSampler(window.law)
      }
      let curve = RateCurve(rates: rates, stepSeconds: Double(seconds), repeats: false)
      let generator = SeededGenerator(seed: seed, stream: 0x5E00 + UInt64(place))
      processes.append(ArrivalProcess(samplers: samplers, along: curve, generator: generator))
    }
    self.clients = clients
    self.processes = processes
    expected = windows.reduce(0) { $0 + $1.rate * Double(seconds) }
    length = Double(steps) * Double(seconds)
    for place in processes.indices { advance(place) }
  }

  /// The mean rate of all clients together in requests a second, over the whole time.
  public var meanRate: Double { expected / length }

  /// The next arrival and the place of its client, or nil after the last window.
  ///
  /// - Complexity: O(log n) in the number of clients.
  public mutating func next() -> (arrival: Moment, client: Int)? {
    guard let (arrival, client) = queue.popFirst() else { return nil }
    advance(client)
    return (arrival, client)
  }

  private mutating func advance(_ client: Int) {
    if let arrival = processes[client].next() { queue.insert(client, at: arrival) }
  }
}
