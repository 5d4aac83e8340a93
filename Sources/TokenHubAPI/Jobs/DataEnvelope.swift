package import RoutingCore

/// The shape of every body of `/v2` and of `/v1/jobs` (H-013).
package enum DataEnvelope {
  /// The body of a success.
  package static func success(_ data: JSONValue) -> JSONValue { JSONValue(object: ["data": data, "errors": .null]) }

  /// The body of a refusal.
  package static func failure(_ errors: [EnvelopeError]) -> JSONValue {
    JSONValue(object: ["data": .null, "errors": JSONValue(.array(errors.map(\.json)))])
  }
}

/// One thing that is wrong with a request.
package struct EnvelopeError: Hashable, Sendable {
  /// What kind of thing, in capitals.
  package var code: String
  /// What, in words.
  package var message: String
  /// Which field, where it is one.
  package var field: String?

  /// Makes an error.
  package init(code: String, message: String, field: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
  }

  /// The error as it stands in a body.
  package var json: JSONValue {
    var members = [
      JSONValue.Member(name: "code", value: JSONValue(.string(code))),
      JSONValue.Member(name: "message", value: JSONValue(.string(message))),
    ]
    if let field { members.append(JSONValue.Member(name: "field", value: JSONValue(.string(field)))) }
    return JSONValue(.object(members))
  }
}

extension EnvelopeError {
  /// A field has no valid value (H-713).
  static let validation = "VALIDATION_ERROR"
  /// A file is no picture (H-708).
  static let invalidImage = "INVALID_IMAGE"
  /// A file or the body is larger than is taken (H-713).
  static let tooLarge = "PAYLOAD_TOO_LARGE"
  /// The body is of a kind that is not taken (H-702).
  static let unsupportedType = "UNSUPPORTED_MEDIA_TYPE"
}
