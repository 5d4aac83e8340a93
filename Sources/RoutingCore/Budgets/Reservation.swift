/// Money set aside for a call in flight, until it is settled, released or expired.
///
/// Only a ledger makes reservations, and only the ledger that made one, or a copy of it, will close it.
public struct Reservation: Hashable, Sendable {
  /// The place of a limit in its ledger, and the window of it that holds the money.
  struct Hold: Hashable, Sendable {
    let place: Int
    let window: Int64
  }

  /// The number of the reservation in its ledger, counted from 0 in the order they were made.
  public let number: Int
  /// What was set aside under each limit.
  public let amount: NanoDollars
  /// When it was made.
  public let madeAt: Moment
  /// The windows that hold the amount, one for each limit of each scope.
  let holds: [Hold]
}
