public import RoutingCore

extension RouterWorker {
  /// Records what came of an attempt that the router was not told of before.
  ///
  /// - Complexity: O(1); no lock and no allocation, unless the ring is full.
  public mutating func record(_ outcome: AttemptOutcome, at provider: RoutedProvider, now: Moment) {
    check(provider)
    guard writer.hasRoom else { return recordSlowly(outcome, at: provider, now: now) }
    write(.ended(outcome, isCounted: false), provider, now)
  }

  /// Records what came of an attempt that was begun here or at another worker; once for each attempt.
  ///
  /// - Complexity: O(1); no lock and no allocation, unless the ring is full or the attempt had a permit of its own.
  public mutating func record(_ outcome: AttemptOutcome, of attempt: RoutedAttempt, now: Moment) {
    let provider = attempt.provider
    check(provider)
    guard attempt.permit == 0 else { return tell(.ended(outcome, isCounted: true), provider, now, attempt.permit) }
    if !writer.hasRoom { writer.look(at: link.ring) }
    let event = AttemptEvent.ended(outcome, isCounted: true)
    if writer.hasRoom { write(event, provider, now) } else { tell(event, provider, now, 0) }
  }

  /// Records an outcome with the host's words for it, under a lock that only ticks contend for.
  public mutating func record(
    _ outcome: AttemptOutcome, at provider: RoutedProvider, now: Moment, message: String
  ) {
    tell(.ended(outcome, isCounted: false), provider, now, 0, message)
  }

  /// Records the outcome of an attempt with the host's words for it, under a lock that only ticks contend for.
  public mutating func record(
    _ outcome: AttemptOutcome, of attempt: RoutedAttempt, now: Moment, message: String
  ) {
    tell(.ended(outcome, isCounted: true), attempt.provider, now, attempt.permit, message)
  }

  /// Asks to send an attempt, so that it counts as in flight; nil where the provider takes none.
  ///
  /// For a provider that is not down no lock is taken. One that is down and has cooled takes a single attempt from all
  /// workers together, so the router is asked; so it is for a provider of an earlier registry, which may have left.
  public mutating func begin(at provider: RoutedProvider, now: Moment) -> RoutedAttempt? {
    check(provider)
    let place = Int(provider.place)
    guard provider.roster == view.roster, place < tables.mustAsk.count, !tables.mustAsk[place] else {
      return router.begin(at: provider, now: now).map { RoutedAttempt(provider: provider, permit: $0.number) }
    }
    if !writer.hasRoom { writer.look(at: link.ring) }
    if writer.hasRoom { write(.began, provider, now) } else { tell(.began, provider, now, 0) }
    return RoutedAttempt(provider: provider, permit: 0)
  }

  @inline(__always)
  private mutating func write(_ event: AttemptEvent, _ provider: RoutedProvider, _ now: Moment) {
    writer.write(OutcomeWords(event, at: now, provider), to: link.ring)
  }

  /// Looks how far the router has come, and goes around the ring where it is full.
  ///
  /// Apart, and with no argument more, so that recording is a jump away from it and keeps nothing on the stack.
  @inline(never)
  private mutating func recordSlowly(_ outcome: AttemptOutcome, at provider: RoutedProvider, now: Moment) {
    writer.look(at: link.ring)
    let event = AttemptEvent.ended(outcome, isCounted: false)
    if writer.hasRoom { write(event, provider, now) } else { tell(event, provider, now, 0) }
  }

  /// Goes around the ring; apart from the worker, which lent to a function that is not inlined is copied whole.
  @inline(__always)
  private borrowing func tell(
    _ event: AttemptEvent, _ provider: RoutedProvider, _ now: Moment, _ permit: UInt64, _ message: String? = nil
  ) {
    check(provider)
    link.tell(event, provider, now, permit, message, after: writer.written)
  }
}
