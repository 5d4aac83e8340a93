public import RoutingCore

/// Replays a trace with several policies, each with a gateway and providers of its own that throw the same dice.
///
/// The trace may be cut into segments of time. Each begins with nothing known, nothing under way and nothing spent, so
/// none depends on another: whoever replays a part of the segments gets for each what a replay of all gets. Memory does
/// not grow with the trace.
public struct ComparisonReplay: Sendable {
  private let policies: [(name: String, policy: RoutingPolicy)]
  private let router: CompiledRouter
  private let settings: ReplaySettings
  private let shard: TraceShard
  /// In milliseconds; nil for one segment.
  private let segmentLength: Milliseconds?
  private var replays: [TraceReplay] = []
  private var segment = 0
  private var start: Moment?
  /// How many requests the trace had so far, those of other shards included.
  public private(set) var requestCount = 0

  /// Makes a replay of the whole trace, or of the segments of a shard; a segment lasts longer than nothing.
  public init(
    of policies: [(name: String, policy: RoutingPolicy)], over registry: ModelRegistry, _ settings: ReplaySettings,
    segmentLength: Milliseconds? = nil, shard: TraceShard = .whole
  ) {
    precondition(segmentLength.map { $0 > 0 } ?? true, "A segment lasts longer than nothing.")
    self.policies = policies
    router = CompiledRouter(registry)
    self.settings = settings
    self.shard = shard
    self.segmentLength = segmentLength
  }

  /// Has every policy decide the requests of the trace that come next, and hands on each segment as soon as it has ended.
  ///
  /// `perform` does some work for each replay; a host may do it on several threads, since none depends on another. Rethrows
  /// what `take` throws; what was not replayed by then is not.
  ///
  /// - Complexity: As `TraceReplay.replay`, for each policy and request of the shard.
  public mutating func replay(
    _ records: [TraceRecord],
    perform: (inout [TraceReplay], @escaping @Sendable (inout TraceReplay) -> Void) -> Void = ComparisonReplay.inTurn,
    take: (SegmentOutcomes) throws -> Void
  ) rethrows {
    var first = 0
    while first < records.count {
      let next = number(of: records[first])
      if next > segment, let outcomes = end() { try take(outcomes) }
      segment = max(segment, next)
      var last = first + 1
      while last < records.count, number(of: records[last]) <= segment { last += 1 }
      if shard.contains(segment) {
        begin()
        let part = records[first..<last]
        perform(&replays) { replay in
          for record in part { replay.replay(record) }
        }
      }
      requestCount += last - first
      first = last
    }
  }

  /// Ends the segment that is under way, and tells of it; nil where it has no requests or belongs to another shard.
  public mutating func end() -> SegmentOutcomes? {
    guard !replays.isEmpty else { return nil }
    defer { replays = [] }
    let contestants = zip(policies, replays).map {
      PolicyComparison.Contestant(name: $0.name, outcomes: $1.outcomes)
    }
    return SegmentOutcomes(number: segment, comparison: PolicyComparison(contestants, seed: settings.seed))
  }

  /// Does the work for one replay after the other.
  public static func inTurn(_ replays: inout [TraceReplay], _ work: (inout TraceReplay) -> Void) {
    for place in replays.indices { work(&replays[place]) }
  }

  private mutating func begin() {
    guard replays.isEmpty else { return }
    replays = policies.map {
      TraceReplay(
        over: router, policy: $0.policy, settings, start: start, firstNumber: UInt64(requestCount))
    }
  }

  /// The segment that a request lies in; the first request begins the first segment.
  private mutating func number(of record: TraceRecord) -> Int {
    let start = self.start ?? record.arrival
    self.start = start
    guard let segmentLength else { return 0 }
    let passed = max(record.arrival.milliseconds(since: start), 0) / segmentLength.value
    return Int(min(passed, 1e15))
  }
}
