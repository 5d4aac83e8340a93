import Synchronization

/// Makes the ids of log entries, which sort in the order of making within a millisecond and across them.
///
/// 12 hexadecimal digits of the time in milliseconds, 8 that count up within this process, and 8 that tell processes apart
/// which write the same log. So ties in time are broken by id as the entries were added (H-046).
package final class LogIDSource: Sendable {
  private let process: UInt64
  private let count = Atomic<UInt64>(0)

  /// Makes a source; its last 8 digits are drawn once.
  package init(_ random: some RandomSource) {
    process = random.bytes(4).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next id, for an entry of a moment in milliseconds since 1970.
  package func next(milliseconds: Int) -> String {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    var text: [UInt8] = []
    text.reserveCapacity(32)
    LogIDSource.append(12, of: UInt64(max(milliseconds, 0)), to: &text)
    LogIDSource.append(8, of: number, to: &text)
    LogIDSource.append(8, of: process, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the last digits of a number, those that weigh most first.
  private static func append(_ count: Int, of number: UInt64, to text: inout [UInt8]) {
    for place in (0..<count).reversed() {
      let digit = UInt8(truncatingIfNeeded: number >> (4 * UInt64(place)) & 15)
      text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }
}
