/// Something a request may need that not every model can do.
public enum Capability: UInt8, CaseIterable, Hashable, Sendable {
  /// Calling tools.
  case tools
  /// Reading pictures.
  case vision
  /// Answering to a JSON schema.
  case jsonSchema
  /// Thinking before answering.
  case reasoning
  /// Charging less for a prompt prefix seen before.
  case promptCaching
  /// Listening to sound.
  case audioInput
  /// Reading documents.
  case documentInput

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .tools: "tools"
    case .vision: "vision"
    case .jsonSchema: "json_schema"
    case .reasoning: "reasoning"
    case .promptCaching: "prompt_caching"
    case .audioInput: "audio_input"
    case .documentInput: "document_input"
    }
  }

  /// Makes the capability with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let capability = Capability.allCases.first(where: { $0.name == name }) else { return nil }
    self = capability
  }
}

/// A set of capabilities.
public struct CapabilitySet: OptionSet, Hashable, Sendable {
  /// One bit for each capability, at the capability's own raw value.
  public let rawValue: UInt16

  /// Makes a set from its bits.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Makes the set of these capabilities.
  public init(_ capabilities: [Capability]) {
    self.init(rawValue: capabilities.reduce(0) { $0 | 1 << $1.rawValue })
  }

  /// Whether `capability` is in the set.
  public func contains(_ capability: Capability) -> Bool {
    rawValue & (1 << capability.rawValue) != 0
  }

  /// The capabilities in the set, in the order of their declaration.
  public var capabilities: [Capability] { Capability.allCases.filter(contains) }
}

/// What is known of a model's abilities: can, cannot, or nobody said.
///
/// Catalogues leave gaps, and a gap is not a "no". A policy says how a gap counts
/// (``RoutingPolicy/unknownCapabilities``).
public struct CapabilityKnowledge: Hashable, Sendable {
  /// What the model is known to do.
  public var supported: CapabilitySet
  /// What the model is known not to do.
  public var unsupported: CapabilitySet

  /// Makes the knowledge; what is in neither set is unknown.
  public init(supported: CapabilitySet = [], unsupported: CapabilitySet = []) {
    self.supported = supported
    self.unsupported = unsupported
  }

  /// Nothing is known.
  public static let unknown = CapabilityKnowledge()

  /// The part of `required` that the model lacks, reading gaps as `reading` says.
  public func missing(from required: CapabilitySet, reading: UnknownCapabilityReading) -> CapabilitySet {
    switch reading {
    case .asSupported: required.intersection(unsupported)
    case .asUnsupported: required.subtracting(supported)
    }
  }
}

/// How an ability that a catalogue does not mention counts.
public enum UnknownCapabilityReading: CaseIterable, Hashable, Sendable {
  /// Give the model the benefit of the doubt.
  case asSupported
  /// Only trust what is stated.
  case asUnsupported
}
