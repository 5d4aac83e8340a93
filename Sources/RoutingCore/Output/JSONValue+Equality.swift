extension JSONValue {
  /// Whether two values mean the same: lines and the order of members do not count, and 1 is 1.0.
  ///
  /// - Complexity: O(n log n) in the size of the smaller value.
  func means(_ other: JSONValue) -> Bool {
    switch (content, other.content) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)):
      return left.count == right.count && left.indices.allSatisfy { left[$0].means(right[$0]) }
    case (.object(let left), .object(let right)):
      guard left.count == right.count else { return false }
      let (leftNames, rightNames) = (NameIndex(left.map(\.name)), NameIndex(right.map(\.name)))
      return leftNames.entries.indices.allSatisfy { place in
        let (one, two) = (leftNames.entries[place], rightNames.entries[place])
        return one.name.utf8.elementsEqual(two.name.utf8) && left[one.position].value.means(right[two.position].value)
      }
    case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number):
      return ExactNumber(self) == ExactNumber(other)
    case (.null, _), (.bool, _), (.string, _), (.array, _), (.object, _), (.integer, _), (.number, _): return false
    }
  }
}
