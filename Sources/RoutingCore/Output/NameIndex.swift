/// Member names in the order of their bytes, so that each is found without looking at all others.
///
/// Names are compared byte by byte: `String` takes a letter and its decomposed form as equal, JSON does not.
struct NameIndex: Sendable {
  /// A name and where it stood among the names given.
  struct Entry: Sendable {
    let name: String
    let position: Int
  }

  /// The names from the lowest to the highest.
  let entries: [Entry]

  /// Sorts names.
  ///
  /// - Complexity: O(n log n) in the number of names.
  init(_ names: some Sequence<String>) {
    entries = names.enumerated().map { Entry(name: $0.element, position: $0.offset) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Where `name` stood among the names given, or nil where it did not.
  ///
  /// - Complexity: O(log n) in the number of names.
  func position(of name: String) -> Int? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < entries.count, entries[low].name.utf8.elementsEqual(name.utf8) else { return nil }
    return entries[low].position
  }
}
