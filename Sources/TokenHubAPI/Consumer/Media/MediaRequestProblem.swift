/// What is wrong with a request for a picture or a video, and where.
package struct MediaRequestProblem: Error, Hashable, Sendable {
  /// The parameter, by its path in the body, such as `input.prompt`.
  package let parameter: String
  /// What kind of mistake it is.
  package let kind: Kind
  /// What is wrong, in a sentence without the values of the client.
  package let message: String

  /// The mistakes that can be made, by their codes on the wire.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Something is not there that has to be.
    case missing = "missing_required_parameter"
    /// Something is of another type.
    case wrongType = "invalid_type"
    /// Something is not among the values it may have.
    case invalid = "invalid_value"
  }

  /// The code on the wire.
  package var code: String { kind.rawValue }
}
