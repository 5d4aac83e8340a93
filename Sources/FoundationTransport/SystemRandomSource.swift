public import GatewayState

/// The operating system's own generator, which nobody can guess.
public struct SystemRandomSource: RandomSource {
  /// Makes a source.
  public init() {}

  /// So many bytes, none for a count of 0.
  ///
  /// - Complexity: O(n) in the count, with one call into the system for every eight bytes.
  public func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return SystemRandomSource.bytes(count, from: &generator)
  }

  /// So many bytes of a generator that gives eight at a time.
  ///
  /// Asked for each byte by itself it would be called eight times as often, which is most of what an id costs.
  static func bytes(_ count: Int, from generator: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let drawn: UInt64 = generator.next()
      for place in 0..<UInt64(min(8, count - bytes.count)) {
        bytes.append(UInt8(truncatingIfNeeded: drawn >> (8 * place)))
      }
    }
    return bytes
  }
}
