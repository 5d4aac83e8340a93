/// A small, fast random number generator whose draws follow from its seed alone.
///
/// This is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014):
/// 64 bits of state, full period, under a nanosecond a draw where the system's generator takes hundreds. It is for
/// simulation and for exploration, not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// Makes a generator that yields the same draws for the same seed on every machine.
  public init(seed: UInt64) {
    state = seed
  }

  /// Makes one of many independent generators that share a seed, told apart by `stream`.
  public init(seed: UInt64, stream: UInt64) {
    var root = SeededGenerator(seed: seed)
    let first = root.next()
    var branch = SeededGenerator(seed: first ^ (stream &* 0xD1B5_4A32_D192_ED03))
    state = branch.next()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A draw that is uniform over the multiples of 2⁻⁵³ in 0..<1.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A draw that is uniform over `0..<bound`; `bound` must be positive.
  ///
  /// Multiplying and keeping the high word is biased by less than `bound` / 2⁶⁴, which no simulation here can see,
  /// and unlike rejection it takes exactly one draw, so the number of draws never depends on their values.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "There is nothing to choose from.")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
