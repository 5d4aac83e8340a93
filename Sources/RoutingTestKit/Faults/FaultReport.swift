public import RoutingCore

/// What came of a simulation.
public struct FaultReport: Hashable, Sendable {
  /// The requests that were made.
  public internal(set) var requests = 0
  /// Those that were answered.
  public internal(set) var successes = 0
  /// Those that were not, by what they failed of.
  public internal(set) var failures: [DispatchFailure.Kind: Int] = [:]
  /// Every call, by second, provider and cause.
  public internal(set) var calls: CallCounts
  /// What was said of each provider and each of its faults.
  public internal(set) var providers: [ProviderReport]
  /// Requests made in each second: what retries are measured against.
  public internal(set) var requestsBySecond: [Int] = []
  /// Those of them that failed, by the second in which they ended.
  public internal(set) var failuresBySecond: [Int] = []
  /// What was taken from the budget of retries in each second.
  public internal(set) var retriesBySecond: [Int] = []
  /// What was taken from the budget of hedges in each second.
  public internal(set) var hedgesBySecond: [Int] = []
  /// The time from request to answer.
  public internal(set) var latencies = LatencyCounts()
  /// The time from request to failure.
  public internal(set) var failureLatencies = LatencyCounts()
  /// The longest time from a request to its failure, in milliseconds.
  public internal(set) var longestFailure = 0.0
  /// The most calls of one request.
  public internal(set) var mostCalls = 0
  /// What all answers, and all attempts that are charged without one, cost.
  public internal(set) var cost: Dollars = 0
  /// What broke the rules that hold of every simulation, in words; empty where all is well.
  public internal(set) var problems: [String] = []
  /// When everything was over.
  public internal(set) var end = Moment.zero
  /// Everything that happened.
  public internal(set) var log: FaultLog

  /// The share of the requests that were answered; 1 without any.
  public var successShare: Double { requests == 0 ? 1 : Double(successes) / Double(requests) }

  /// How long after the last fault's end something still went wrong because of it: a request failed, a provider was
  /// down or asked to be left alone, or had not its full traffic back; nil where that was so to the end.
  public internal(set) var recovery: Milliseconds?

  /// The most retries above what a budget allows, over all windows of ten seconds whose last has a retry in it.
  ///
  /// Allowed are a share of the window's requests and so many for each of its seconds; negative where each stayed
  /// below. Windows are held to it that end with a retry, which is what `RetryBudget` promises: one that goes on
  /// without any may lose more requests at its beginning than retries.
  ///
  /// - Complexity: O(s) in the number of seconds.
  public func mostRetriesAbove(share: Fraction, perSecond minimum: Int) -> Double {
    FaultReport.mostAbove(retriesBySecond, of: requestsBySecond, share: share, perSecond: minimum)
  }

  /// The most hedges above a share of the requests, as ``mostRetriesAbove(share:perSecond:)``.
  ///
  /// - Complexity: O(s) in the number of seconds.
  public func mostHedgesAbove(share: Fraction) -> Double {
    FaultReport.mostAbove(hedgesBySecond, of: requestsBySecond, share: share, perSecond: 0)
  }

  private static func mostAbove(
    _ taken: [Int], of requests: [Int], share: Fraction, perSecond minimum: Int
  ) -> Double {
    let window = 10
    var most = -Double.greatestFiniteMagnitude
    var takenNow = 0
    var requestsNow = 0
    for second in taken.indices {
      takenNow += taken[second]
      if second < requests.count { requestsNow += requests[second] }
      if second >= window {
        let past = second - window
        takenNow -= taken[past]
        if past < requests.count { requestsNow -= requests[past] }
      }
      guard taken[second] > 0 else { continue }
      most = max(most, Double(takenNow) - share.value * Double(requestsNow) - Double(minimum * window))
    }
    return most
  }
}

/// What was said of one provider.
public struct ProviderReport: Hashable, Sendable {
  /// The provider.
  public let provider: ProviderID
  /// Calls that it was sent while it was dead.
  public internal(set) var callsWhileDead = 0
  /// Those of them that were sent although it was known to be down: tries after its cooldown, or as a last resort.
  public internal(set) var probesWhileDead = 0
  /// Calls that it was sent while it was known to be down, dead or not.
  public internal(set) var callsWhileDown = 0
  /// Those of them that were last resorts.
  public internal(set) var lastResortsWhileDown = 0
  /// The most calls that were sent while it was down and under way at one time.
  public internal(set) var mostProbesAtOnce = 0
  /// How often it went down.
  public internal(set) var timesDown = 0
  /// Its first answer after its last fault, or nil.
  public internal(set) var firstAnswerAfterFault: Moment?
  /// The most calls under way at one time.
  public internal(set) var mostCallsAtOnce = 0

  init(_ provider: ProviderID) { self.provider = provider }
}

/// Calls by second, provider and cause.
public struct CallCounts: Hashable, Sendable {
  private let providers: [ProviderID]
  private var counts: [Int] = []

  init(_ providers: [ProviderID]) { self.providers = providers }

  private static let causes = Attempt.Cause.allCases

  private var width: Int { providers.count * CallCounts.causes.count }

  mutating func count(_ cause: Attempt.Cause, at provider: ProviderHandle, second: Int) {
    let row = second * width
    while counts.count < row + width { counts.append(0) }
    counts[row + provider.index * CallCounts.causes.count + CallCounts.place(of: cause)] += 1
  }

  private static func place(of cause: Attempt.Cause) -> Int {
    switch cause {
    case .first: 0
    case .failover: 1
    case .retry: 2
    case .shrunk: 3
    case .escalated: 4
    case .hedge: 5
    case .afterLimit: 6
    case .lastResort: 7
    }
  }

  /// The seconds in which there were calls, from the first.
  public var seconds: Int { width == 0 ? 0 : counts.count / width }

  /// How many calls there were in some seconds, at a provider or at all, for a cause or for any.
  ///
  /// - Complexity: O(s · p) in the numbers of seconds and providers.
  public func total(
    in seconds: Range<Int>? = nil, at provider: ProviderID? = nil, for cause: Attempt.Cause? = nil
  ) -> Int {
    var total = 0
    for second in (seconds ?? 0..<self.seconds).clamped(to: 0..<self.seconds) {
      for (place, id) in providers.enumerated() where provider == nil || provider == id {
        let row = second * width + place * CallCounts.causes.count
        for each in CallCounts.causes where cause == nil || cause == each {
          total += counts[row + CallCounts.place(of: each)]
        }
      }
    }
    return total
  }
}
