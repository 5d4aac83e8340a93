/// What a contract saw that it should not have.
struct Findings: Sendable {
  private(set) var list: [String] = []

  /// Notes what was seen unless all is well.
  mutating func expect(_ isWell: Bool, _ seen: @autoclosure () -> String) {
    if !isWell { list.append(seen()) }
  }

  /// Notes what was seen unless it is what was asked for.
  mutating func expect<Value: Equatable>(_ seen: Value, is asked: Value, _ name: String) {
    if seen != asked { list.append("\(name) is \(seen) instead of \(asked)") }
  }
}

/// What a check finds; what it throws is a finding as well.
func findings(_ body: (inout Findings) async throws -> Void) async -> [String] {
  var findings = Findings()
  do {
    try await body(&findings)
  } catch {
    return findings.list + ["it threw \(error)"]
  }
  return findings.list
}
