/// A reason why a reservation or lease cannot be closed.
///
/// Whoever closes twice would free what somebody else holds by now, so the second time is an error and has no effect.
public enum LeaseProblem: Error, Hashable, Sendable {
  /// The number was never given out here, or stands for something else here.
  case unknown(number: Int)
  /// It has been settled, released or expired before.
  case alreadyClosed(number: Int)

  /// The problem with a `number` that is not open, where numbers below `next` have been given out.
  static func notOpen(_ number: Int, next: Int) -> LeaseProblem {
    number >= 0 && number < next ? .alreadyClosed(number: number) : .unknown(number: number)
  }
}

extension LeaseProblem: CustomStringConvertible {
  /// The problem in a sentence that names the number.
  public var description: String {
    switch self {
    case .unknown(let number): "number \(number) was not given out here"
    case .alreadyClosed(let number): "number \(number) has been closed before"
    }
  }
}
