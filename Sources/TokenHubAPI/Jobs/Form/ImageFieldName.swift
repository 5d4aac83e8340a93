/// Where the name of a field puts a picture among the others (H-707).
///
/// Names without a number count as number 0 without an item. Items come after the picture that has their number alone.
struct ImageFieldName: Hashable, Sendable {
  /// The name as it came.
  let name: String
  /// The first number.
  let number: Int
  /// The number behind `items`, or -1.
  let item: Int

  /// Reads `images`, `images[]`, `images.N`, `images[N]` or `images.N.items.M`; nil for any other name.
  init?(_ name: String) {
    self.name = name
    guard name.hasPrefix("images") else { return nil }
    let rest = name.dropFirst(6)
    if rest.isEmpty || rest == "[]" {
      (number, item) = (0, -1)
    } else if rest.first == "[", rest.last == "]", let number = ImageFieldName.number(rest.dropFirst().dropLast()) {
      (self.number, item) = (number, -1)
    } else {
      let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2 || parts.count == 4, parts[0].isEmpty, let number = ImageFieldName.number(parts[1]) else {
        return nil
      }
      self.number = number
      if parts.count == 2 {
        item = -1
      } else {
        guard parts[2] == "items", let item = ImageFieldName.number(parts[3]) else { return nil }
        self.item = item
      }
    }
  }

  /// Digits as a number; the largest there is where they are too many.
  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(digits) ?? .max
  }
}
