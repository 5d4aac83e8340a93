internal import RoutingCore
internal import RoutingFormats

extension APIError {
  /// What a reader of JSON found wrong, with the way to the field where the words do not name it (H-003, R-204, R-205).
  init(_ error: FormatError) {
    let message = error.field.map { APIError.names($0, in: error.message) ? error.message : "\($0): \(error.message)" }
    self = .badRequest(message ?? error.message, code: "invalid_value", parameter: error.field)
  }

  /// Whether the last step of the way to a field is a word of a message.
  private static func names(_ field: String, in message: String) -> Bool {
    let name = field.split(separator: ".").last ?? ""
    // Shorter ones are words of English too, such as a field called `a`.
    return name.utf8.count > 2 && message.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains(name)
  }

  /// Reads something of a body, and turns what is wrong with it into a bad request.
  static func reading<Value>(_ body: () throws(FormatError) -> Value) throws(APIError) -> Value {
    do throws(FormatError) {
      return try body()
    } catch {
      throw APIError(error)
    }
  }
}
