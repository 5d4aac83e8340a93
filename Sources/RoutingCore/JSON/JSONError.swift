/// Why some bytes are not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// The byte at which reading stopped, from 0.
  public let offset: Int
  /// The line of that byte, from 1.
  public let line: Int
  /// What is wrong there.
  public let problem: Problem

  /// What can be wrong.
  public enum Problem: Hashable, Sendable {
    /// The text ends in the middle of a value.
    case unexpectedEnd
    /// A byte that cannot stand here.
    case unexpectedByte(UInt8, expected: String)
    /// A number that JSON does not allow, such as `01` or `1.`.
    case malformedNumber
    /// A number that no `Double` can hold.
    case numberOutOfRange
    /// A string that is not UTF-8, or escapes half a surrogate pair.
    case malformedString
    /// Arrays and objects nested deeper than ``JSONScanner/maximumDepth``.
    case tooDeep
    /// More values than the reader was allowed to build.
    case tooManyValues
    /// A member name that stands twice in one object.
    case duplicateMember(String)
    /// Something after the end of the value.
    case trailingText
  }
}

extension JSONError: CustomStringConvertible {
  /// The problem in words, without its place.
  public var description: String {
    switch problem {
    case .unexpectedEnd: "the text ends in the middle of a value"
    case .unexpectedByte(let byte, let expected): "expected \(expected), found \(TextExcerpt.quoted([byte]))"
    case .malformedNumber: "this is not a JSON number"
    case .numberOutOfRange: "the number is too large"
    case .malformedString: "the string is not valid UTF-8 or holds half a surrogate pair"
    case .tooDeep: "arrays and objects are nested deeper than \(JSONScanner.maximumDepth)"
    case .tooManyValues: "there are more values than are taken"
    case .duplicateMember(let name): "the member \(TextExcerpt.quoted(name.utf8)) stands twice"
    case .trailingText: "there is text after the end of the value"
    }
  }
}
