/// Whether requests are handed to a workflow engine, or run directly because it does not answer (O-503).
///
/// Closed until several hand-overs in a row have failed; then open for a while; then half-open, with one probe at a
/// time, whose end closes or reopens it. What counts is whether the engine did its part: a workflow that ran and whose
/// model failed is a success.
public struct WorkflowBreaker: Hashable, Sendable {
  /// How many failures in a row open it.
  public static let failuresToOpen = 3
  /// How long it stays open.
  public static let openTime: Milliseconds = 30_000

  /// What it lets pass.
  public enum State: Hashable, Sendable {
    /// Everything; so many failures in a row so far.
    case closed(failures: Int)
    /// Nothing until this moment.
    case open(until: Moment)
    /// Nothing, as a probe is out, which counts as lost at this moment.
    case probing(until: Moment)
  }

  /// What it lets pass.
  public private(set) var state = State.closed(failures: 0)

  /// Makes a breaker that is closed.
  public init() {}

  /// Whether the engine may be asked now; where this gives true, the end must be told.
  ///
  /// A probe whose end nobody told is given up after ``openTime``, or the engine would never be asked again.
  public mutating func admits(at now: Moment) -> Bool {
    switch state {
    case .closed: return true
    case .open(let until), .probing(let until):
      guard now >= until else { return false }
      state = .probing(until: now.advanced(byMilliseconds: WorkflowBreaker.openTime.value))
      return true
    }
  }

  /// Takes that the engine ran a workflow to its end, whatever that was.
  ///
  /// A success that was admitted before the breaker opened says nothing about the engine now.
  public mutating func recordSuccess() {
    switch state {
    case .closed, .probing: state = .closed(failures: 0)
    case .open: break
    }
  }

  /// Takes that a workflow could not be handed over or not be waited for.
  public mutating func recordFailure(at now: Moment) {
    switch state {
    case .closed(let failures) where failures + 1 < WorkflowBreaker.failuresToOpen:
      state = .closed(failures: failures + 1)
    case .closed, .probing: state = .open(until: now.advanced(byMilliseconds: WorkflowBreaker.openTime.value))
    case .open: break
    }
  }
}
