extension BudgetLedger {
  /// Charges what a call really cost under every limit it was reserved under, and frees its reservation.
  ///
  /// The call has been made, so `actual` is charged even where it lies above the reservation and the limit; a limit
  /// is thus overshot by at most what the calls in flight underestimated. The charge goes to the windows in which the
  /// reservation was made. Where such a window is over at `now`, the charge no longer weighs on any current window,
  /// but ``BudgetStanding/spentInAll`` counts it.
  ///
  /// - Throws: ``LeaseProblem`` where the reservation is not open here; nothing changes then.
  /// - Complexity: O(h) in the number of limits it was reserved under.
  public mutating func settle(
    _ reservation: Reservation, actual: NanoDollars, now: Moment
  ) throws(LeaseProblem) {
    try close(reservation)
    for hold in reservation.holds {
      counters[hold.place].charge(actual, to: hold.window)
      counters[hold.place].advance(to: now)
    }
  }

  /// Frees a reservation whose call cost nothing.
  ///
  /// - Throws: ``LeaseProblem`` where the reservation is not open here; nothing changes then.
  /// - Complexity: O(h) in the number of limits it was reserved under.
  public mutating func release(_ reservation: Reservation) throws(LeaseProblem) {
    try close(reservation)
  }

  /// Releases the reservations made before `moment`, whose callers are taken for dead, and returns them in order.
  ///
  /// Settling one of them afterwards is refused as any second closing is, so `moment` should lie further back than
  /// the longest call may last.
  ///
  /// - Complexity: O(r log r) in the number of open reservations.
  public mutating func expire(before moment: Moment) -> [Reservation] {
    let expired = openReservations.filter { $0.madeAt < moment }
    for reservation in expired {
      open[reservation.number] = nil
      free(reservation)
    }
    return expired
  }

  /// Takes a reservation out of the open ones, exactly once.
  private mutating func close(_ reservation: Reservation) throws(LeaseProblem) {
    guard let known = open[reservation.number] else { throw .notOpen(reservation.number, next: nextNumber) }
    // The same number with other contents comes from another ledger, whose places mean nothing here.
    guard known == reservation else { throw .unknown(number: reservation.number) }
    open[reservation.number] = nil
    free(reservation)
  }

  private mutating func free(_ reservation: Reservation) {
    for hold in reservation.holds {
      counters[hold.place].free(reservation.amount, heldIn: hold.window)
    }
  }
}
