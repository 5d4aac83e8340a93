/// What a request needs of a model, capabilities and parameters side by side, one bit each.
struct Requirements: Hashable, Sendable {
  let bits: UInt64

  /// How many things can be needed.
  static let count = Capability.allCases.count + RequestParameter.allCases.count
  /// The bits of the capabilities.
  static let capabilities = Requirements(CapabilitySet(Capability.allCases), []).bits

  init(_ capabilities: CapabilitySet, _ parameters: ParameterSet) {
    bits = UInt64(capabilities.rawValue) | UInt64(parameters.rawValue) << UInt64(Capability.allCases.count)
  }

  func contains(_ bit: Int) -> Bool { bits & (1 << UInt64(bit)) != 0 }
}
