internal import RoutingCore

/// Reads the fields of a request to an image agent out of a JSON object (H-702, H-711).
enum ImageAgentJSON {
  /// How many values a body may have: far more than a request needs, whose size is in the texts of its pictures, and few
  /// enough that a body of the largest size (H-702) cannot become gigabytes of values.
  static let maximumValues = 100_000

  /// Notes what the members say; unknown ones are ignored, and null is the same as absent.
  ///
  /// - Throws: `ImageAgentFormFailure` where the body is no JSON object, or has more than ``maximumValues``.
  /// - Complexity: O(n) in the bytes.
  static func read(_ bytes: [UInt8], into fields: inout ImageAgentFormFields) throws(ImageAgentFormFailure) {
    let body: JSONValue
    do throws(JSONError) {
      body = try JSONValue(parsing: bytes, maximumValues: maximumValues)
    } catch {
      switch error.problem {
      case .duplicateMember(let name):
        // Any other name is no field of ours, and may be as long as the body.
        let field = name == "images" || ImageAgentFormFields.names.contains(name) ? name : nil
        throw refusal("\(TextExcerpt.quoted(name.utf8)) stands more than once", field: field)
      case .tooManyValues: throw refusal("the body has more than \(maximumValues) values")
      case .unexpectedEnd, .unexpectedByte, .malformedNumber, .numberOutOfRange, .malformedString, .tooDeep,
        .trailingText:
        throw refusal("bad json")
      }
    }
    guard let members = body.members else { throw refusal("the body must be a JSON object") }
    for member in members where !member.value.isNull {
      if member.name == "images" {
        images(member.value, into: &fields)
      } else if ImageAgentFormFields.names.contains(member.name) {
        scalar(member, into: &fields)
      }
    }
  }

  private static func scalar(_ member: JSONValue.Member, into fields: inout ImageAgentFormFields) {
    if let text = member.value.string {
      fields.set(member.name, text)
    } else if member.name == "max_steps", member.value.number != nil {
      // A whole number is written as one, also where it came as 5.0; what is not is refused by its text.
      fields.set(member.name, member.value.text)
    } else {
      fields.refuse(member.name, "\(member.name) must be \(member.name == "max_steps" ? "an integer" : "a string")")
    }
  }

  private static func images(_ value: JSONValue, into fields: inout ImageAgentFormFields) {
    for (place, element) in (value.elements ?? [value]).enumerated() {
      guard let name = ImageFieldName(value.elements == nil ? "images" : "images.\(place)") else { continue }
      guard let text = element.string else {
        fields.refuse(name.name, "an image must be an https URL or a data URI", code: EnvelopeError.invalidImage)
        continue
      }
      // An empty text alone is an absent field; among others it is an empty picture.
      if text.isEmpty, value.elements == nil { continue }
      fields.append(text.isEmpty ? .bytes([]) : .text(text), at: name)
    }
  }

  private static func refusal(_ message: String, field: String? = nil) -> ImageAgentFormFailure {
    ImageAgentFormFailure(
      status: 400, errors: [EnvelopeError(code: EnvelopeError.validation, message: message, field: field)])
  }
}
