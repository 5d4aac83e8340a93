/// What one schema, the outermost or one inside it, asks of one value (R-1602).
///
/// Schemas inside are named by their place in ``OutputSchema``'s list of nodes.
struct SchemaNode: Sendable {
  /// The types allowed; nil allows all.
  var types: [SchemaType]?
  /// The only value allowed, from `const`.
  var constant: JSONValue?
  /// The only values allowed, from `enum`.
  var choices: [JSONValue]?
  /// The bounds of a number, themselves allowed.
  var minimum: ExactNumber?
  var maximum: ExactNumber?
  /// The bounds of a string's length in Unicode scalars.
  var length = CountBounds()
  /// The bounds of an array's length.
  var itemCount = CountBounds()
  /// The schema of every element of an array.
  var items: Int?
  /// The names that an object must have, in the order of the schema.
  var required: [String] = []
  /// The names that an object may have, each with the schema at the same position of `propertyNodes`.
  var propertyNames = NameIndex([])
  var propertyNodes: [Int] = []
  /// Whether an object may have names that are not among the properties.
  var allowsOtherNames = true
  /// Whether no value at all is allowed, as by the schema `false`.
  var allowsNothing = false
}

/// How many of something there may be, both ends included; nil leaves an end open.
struct CountBounds: Sendable {
  var lowest: Int?
  var highest: Int?

  /// The bound that `count` breaks, in words, or nil where it keeps to both.
  func broken(by count: Int) -> String? {
    if let lowest, count < lowest { return "fewer than \(lowest)" }
    if let highest, count > highest { return "more than \(highest)" }
    return nil
  }
}
