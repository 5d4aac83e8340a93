/// What whoever drives a request's machine must do now, in the order given.
public enum DispatchAction: Hashable, Sendable {
  /// Make this call, and tell how it ended.
  case send(Attempt)
  /// Stop the call of this number, and tell nothing of it any more.
  case cancel(attempt: Int)
  /// Tell the machine when this moment has come, and forget of any moment asked for before.
  case wake(at: Moment)
  /// The first byte is there: hand the stream of this attempt on (R-1303).
  case open(attempt: Int, DispatchSummary)
  /// Take the model out everywhere and tell the operator why: its account is empty (R-1040).
  case disable(ModelID, reason: String)
  /// Tell whoever watches that a provider's state changed.
  case report(HealthTransition)
  /// The request is over; nothing follows.
  case finish(DispatchOutcome)
}
