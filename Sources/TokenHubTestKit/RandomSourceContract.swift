public import GatewayState
public import RoutingTestKit

/// Checks a `RandomSource` against what its protocol asks, as far as looking at bytes can tell.
///
/// An empty array means that every clause holds. No test can show that bytes cannot be guessed; a source that fails here
/// is broken, one that passes may still be. Good bytes fail a clause less than once in 10¹⁵ runs.
public struct RandomSourceContract: Sendable {
  /// What a source is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// As many bytes as were asked for, none included.
    case lengthIsRight
    /// No 16 bytes come twice, whichever task or source asks.
    case nothingComesTwice
    /// Every byte and every bit of it takes all values, about as often as each other.
    case bytesAreSpread
  }

  private let make: @Sendable () -> any RandomSource

  /// Makes a contract for the sources that `make` gives.
  public init(make: @escaping @Sendable () -> any RandomSource) { self.make = make }

  /// Checks the clauses; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let seen = await findings { findings in
        switch clause {
        case .lengthIsRight: checkLength(&findings)
        case .nothingComesTwice: await checkRepetition(&findings)
        case .bytesAreSpread: checkSpread(&findings)
        }
      }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private func checkLength(_ findings: inout Findings) {
    let source = make()
    for count in [0, 1, 12, 16, 31, 32, 64, 1000, 100_000] {
      findings.expect(source.bytes(count).count, is: count, "the number of bytes where \(count) were asked for")
    }
  }

  private func checkRepetition(_ findings: inout Findings) async {
    let shared = make()
    let drawn = await withTaskGroup(of: [[UInt8]].self) { group in
      for number in 0..<4 {
        let source = number.isMultiple(of: 2) ? shared : make()
        group.addTask { (0..<250).map { _ in source.bytes(16) } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let long = shared.bytes(16_000)
    let pieces = drawn + stride(from: 0, to: long.count, by: 16).map { Array(long[$0..<min($0 + 16, long.count)]) }
    findings.expect(Set(pieces).count, is: 2000, "the number of different pieces among 2000 of 16 bytes")
  }

  private func checkSpread(_ findings: inout Findings) {
    let source = make()
    // Asked for in many small pieces, so that a first byte that stays the same is seen as well.
    let bytes = (0..<4096).flatMap { _ in source.bytes(16) }
    guard bytes.count == 65_536 else { return findings.expect(false, "there are not as many bytes as asked for") }
    for place in 0..<16 {
      let column = stride(from: place, to: bytes.count, by: 16).map { bytes[$0] }
      for bit in 0..<8 {
        // 4096 fair coins have a standard deviation of 32; nine of them are passed once in 10¹⁸.
        let count = column.count { $0 >> UInt8(bit) & 1 == 1 }
        findings.expect(abs(count - 2048) <= 288, "bit \(bit) of byte \(place) is set \(count) times in 4096")
      }
    }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    for (byte, count) in counts.enumerated() {
      // 256 on average with a standard deviation of 16.
      findings.expect(abs(count - 256) <= 160, "the byte \(byte) comes \(count) times in 65536")
    }
  }
}
