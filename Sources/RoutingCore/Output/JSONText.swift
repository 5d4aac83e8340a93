/// JSON inside other text.
enum JSONText {
  /// The value that `bytes` are, white space at either end left out.
  ///
  /// - Complexity: O(n) in the number of bytes.
  static func value(of bytes: ArraySlice<UInt8>) -> Result<JSONValue, JSONError> {
    do throws(JSONError) {
      return .success(try JSONValue(parsing: Array(bytes)))
    } catch {
      return .failure(error)
    }
  }
}
