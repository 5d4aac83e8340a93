public import RoutingCore

/// The slots of a provider and the line before them, where whoever comes first is served first.
///
/// Arrivals come in order and their service times are known, so all there is to know is when each slot falls free
/// (Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955). A request's fate is told when it arrives,
/// and no events need be kept. Memory is that of the slots and of those who wait.
public struct ServerQueue: Hashable, Sendable {
  /// When each slot falls free, as a binary heap with the earliest first.
  private var slots: [Moment]
  /// When those begin who had to wait, in order; those before `firstWaiting` have begun.
  private var beginnings: [Moment] = []
  private var firstWaiting = 0
  private let longestLine: Int?
  private var now = Moment(nanoseconds: .min)

  /// Makes a queue of at least one slot; beyond `longestLine` requests that wait, more are turned away.
  public init(slots count: Int, longestLine: Int? = nil) {
    precondition(count > 0, "Somebody has to serve.")
    precondition((longestLine ?? 0) >= 0, "A line has no negative length.")
    slots = Array(repeating: Moment(nanoseconds: .min), count: count)
    self.longestLine = longestLine
  }

  /// How many wait at the time of the latest arrival.
  public var waitingCount: Int { beginnings.count - firstWaiting }

  /// Takes in a request that keeps a slot for some time: when it begins to be served, or nil where the line is full.
  ///
  /// An arrival before an earlier one counts as at the same moment.
  ///
  /// - Complexity: O(log c) in the number of slots, on average.
  public mutating func admit(at arrival: Moment, service: Milliseconds) -> Moment? {
    now = max(now, arrival)
    leaveLine()
    let beginning = max(slots[0], now)
    if beginning > now {
      if let longestLine, waitingCount >= longestLine { return nil }
      beginnings.append(beginning)
    }
    replaceEarliest(by: beginning.advanced(byMilliseconds: service.value))
    return beginning
  }

  /// Lets those go from the line whose time has come.
  private mutating func leaveLine() {
    while firstWaiting < beginnings.count, beginnings[firstWaiting] <= now { firstWaiting += 1 }
    // Now and then, so that each is moved once on average.
    if firstWaiting * 2 > beginnings.count {
      beginnings.removeFirst(firstWaiting)
      firstWaiting = 0
    }
  }

  private mutating func replaceEarliest(by moment: Moment) {
    var place = 0
    while true {
      let left = place * 2 + 1
      guard left < slots.count else { break }
      let right = left + 1
      let earlier = right < slots.count && slots[right] < slots[left] ? right : left
      guard slots[earlier] < moment else { break }
      slots[place] = slots[earlier]
      place = earlier
    }
    slots[place] = moment
  }
}
