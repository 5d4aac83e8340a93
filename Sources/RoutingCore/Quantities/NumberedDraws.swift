/// The draws of requests whose ids are their numbers, `0`, `1`, `2` and so on.
///
/// The keys are those of ``DrawKey/init(seed:requestID:)`` with the number as text, made without the text: of ten
/// numbers all but the first differ from the one before in the last digit alone.
public struct NumberedDraws: Hashable, Sendable {
  private let seed: UInt64
  /// The number of the next request.
  public private(set) var number: UInt64 = 0
  /// The hash of all digits but the last.
  private var prefix = StableHash.seed

  /// Makes draws that begin with request 0, or a later one.
  public init(seed: UInt64, startingAt number: UInt64 = 0) {
    self.seed = seed
    self.number = number
    prefix = NumberedDraws.hash(ofDigits: number / 10)
  }

  /// The key of the next request.
  public mutating func next() -> DrawKey {
    let (tens, digit) = number.quotientAndRemainder(dividingBy: 10)
    if digit == 0 { prefix = NumberedDraws.hash(ofDigits: tens) }
    number &+= 1
    return DrawKey(seed: seed, requestHash: StableHash.finished(StableHash.appending(0x30 + digit, to: prefix)))
  }

  private static func hash(ofDigits number: UInt64) -> UInt64 {
    guard number > 0 else { return StableHash.seed }
    return StableHash.appending(0x30 + number % 10, to: hash(ofDigits: number / 10))
  }
}
