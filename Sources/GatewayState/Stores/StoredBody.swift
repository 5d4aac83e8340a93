package import RoutingCore

/// A body as compact JSON, known to read back.
package struct StoredBody: Hashable, Sendable {
  /// The JSON, in one line.
  package let bytes: [UInt8]

  /// Writes a body.
  ///
  /// - Throws: `JSONError` where the text could not be read back: nested too deep, or a name twice in one object.
  package init(_ value: JSONValue) throws(JSONError) {
    var writer = JSONWriter()
    writer.value(value)
    try self.init(parsing: writer.bytes)
  }

  /// Takes a body that was written.
  ///
  /// - Throws: `JSONError` where it is no JSON.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    _ = try JSONValue(parsing: bytes)
    self.bytes = bytes
  }

  /// The body as reading gives it: all in line 1, and whole numbers as such.
  package var value: JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      preconditionFailure("A body that was read once reads again.")
    }
  }
}
