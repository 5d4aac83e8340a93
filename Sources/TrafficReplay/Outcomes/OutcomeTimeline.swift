public import RoutingCore

/// How a policy did over time, in bins that grow wider as the trace grows longer.
///
/// Bins begin at the first request and are all as wide: a second at first, and twice that whenever there would be more
/// than ``capacity``. So two timelines of one trace have bins that fit into each other, and merge.
public struct OutcomeTimeline: Hashable, Sendable {
  /// The most bins there are.
  public static let capacity = 128

  /// What happened within a bin.
  public struct Bin: Hashable, Sendable {
    /// Requests that arrived.
    public package(set) var requests = 0
    /// Those that were served.
    public package(set) var served = 0
    /// Those that failed at their provider, or were turned away there.
    public package(set) var failures = 0
    /// Those that no model could serve, or no money was left for.
    public package(set) var refusals = 0
    /// Those that met the objective.
    public package(set) var attained = 0
    /// What they cost in US dollars.
    public package(set) var cost = 0.0
    /// The sum of the times to the first token of what was served, in milliseconds.
    public package(set) var firstToken = 0.0

    /// Makes an empty bin.
    package init() {}

    mutating func add(_ other: Bin) {
      requests += other.requests
      served += other.served
      failures += other.failures
      refusals += other.refusals
      attained += other.attained
      cost += other.cost
      firstToken += other.firstToken
    }
  }

  /// How wide a bin is, in seconds.
  public private(set) var secondsPerBin = 1
  /// The bins in order of time, up to the latest request.
  public private(set) var bins: [Bin] = []
  let modelCount: Int
  /// Requests by bin and, within it, by model.
  private var modelRequests: [Int] = []

  /// Makes an empty timeline.
  init(modelCount: Int) {
    self.modelCount = modelCount
  }

  /// Makes a timeline that was written down, or nil where it cannot be; `modelRequests` are by bin and, within it, by model.
  package init?(secondsPerBin: Int, bins: [Bin], modelRequests: [(bin: Int, model: Int, count: Int)], modelCount: Int) {
    guard secondsPerBin > 0, secondsPerBin & (secondsPerBin - 1) == 0, bins.count <= OutcomeTimeline.capacity else {
      return nil
    }
    self.init(modelCount: modelCount)
    self.secondsPerBin = secondsPerBin
    self.bins = bins
    self.modelRequests = Array(repeating: 0, count: bins.count * modelCount)
    for (bin, model, count) in modelRequests {
      guard bins.indices.contains(bin), (0..<modelCount).contains(model), count >= 0 else { return nil }
      self.modelRequests[bin * modelCount + model] = count
    }
  }

  /// Which models the requests of bins were decided for; those that none was are left out.
  package var filledModels: [(bin: Int, model: Int, count: Int)] {
    modelRequests.enumerated().filter { $1 > 0 }.map { place, count in
      (bin: place / modelCount, model: place % modelCount, count: count)
    }
  }

  /// How many requests of a bin were decided for a model.
  public func requests(of model: ModelHandle, in bin: Int) -> Int { modelRequests[bin * modelCount + model.index] }

  mutating func add(_ request: ReplayedRequest, at moment: Moment) {
    let bin = place(of: moment)
    bins[bin].requests += 1
    switch request {
    case .refused, .unfunded: bins[bin].refusals += 1
    case .failed, .rejected: bins[bin].failures += 1
    case .served(_, let answer):
      bins[bin].served += 1
      bins[bin].cost += answer.cost.value
      bins[bin].firstToken += answer.firstToken.value
      if answer.meetsObjective { bins[bin].attained += 1 }
    }
    if let model = request.model { modelRequests[bin * modelCount + model.index] += 1 }
  }

  mutating func merge(_ other: OutcomeTimeline) {
    var other = other
    while other.secondsPerBin < secondsPerBin { other.join() }
    while secondsPerBin < other.secondsPerBin { join() }
    extend(to: other.bins.count)
    for (place, bin) in other.bins.enumerated() { bins[place].add(bin) }
    for (place, count) in other.modelRequests.enumerated() { modelRequests[place] += count }
  }

  private mutating func place(of moment: Moment) -> Int {
    let second = Int(max(moment.nanoseconds, 0) / 1_000_000_000)
    while second / secondsPerBin >= OutcomeTimeline.capacity { join() }
    let bin = second / secondsPerBin
    extend(to: bin + 1)
    return bin
  }

  private mutating func extend(to count: Int) {
    guard count > bins.count else { return }
    modelRequests += Array(repeating: 0, count: (count - bins.count) * modelCount)
    bins += Array(repeating: Bin(), count: count - bins.count)
  }

  /// Makes bins twice as wide.
  private mutating func join() {
    var joined = OutcomeTimeline(modelCount: modelCount)
    joined.secondsPerBin = secondsPerBin * 2
    joined.extend(to: (bins.count + 1) / 2)
    for (place, bin) in bins.enumerated() { joined.bins[place / 2].add(bin) }
    for (place, count) in modelRequests.enumerated() {
      let (bin, model) = place.quotientAndRemainder(dividingBy: modelCount)
      joined.modelRequests[bin / 2 * modelCount + model] += count
    }
    self = joined
  }
}
