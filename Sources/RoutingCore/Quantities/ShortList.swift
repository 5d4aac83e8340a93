/// A list that is nearly always of one element, which lies in place: only a second one needs memory.
///
/// A request is nearly always one attempt; arrays for what it holds made a third of a request's allocations.
struct ShortList<Element> {
  private var first: Element?
  private var rest: [Element] = []

  /// Makes an empty list.
  init() {}

  /// Adds an element at the end.
  mutating func append(_ element: Element) {
    if first == nil { first = element } else { rest.append(element) }
  }

  /// Adds elements at the end.
  mutating func append(contentsOf elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  /// Takes an element out.
  ///
  /// - Complexity: O(n).
  mutating func remove(at position: Int) -> Element {
    guard position == 0 else { return rest.remove(at: position - 1) }
    guard let removed = first else { preconditionFailure("The list is empty.") }
    first = rest.isEmpty ? nil : rest.removeFirst()
    return removed
  }

  /// Takes out every element for which something holds.
  ///
  /// - Complexity: O(n).
  mutating func removeAll(where isOut: (Element) -> Bool) {
    rest.removeAll(where: isOut)
    guard let only = first, isOut(only) else { return }
    first = rest.isEmpty ? nil : rest.removeFirst()
  }
}

extension ShortList: RandomAccessCollection {
  /// Zero.
  var startIndex: Int { 0 }
  /// The number of elements.
  var endIndex: Int { first == nil ? 0 : rest.count + 1 }

  /// An element by its position.
  subscript(position: Int) -> Element {
    get {
      guard position == 0 else { return rest[position - 1] }
      guard let first else { preconditionFailure("The list is empty.") }
      return first
    }
    set {
      if position == 0 { first = newValue } else { rest[position - 1] = newValue }
    }
  }
}

extension ShortList: Sendable where Element: Sendable {}
extension ShortList: Equatable where Element: Equatable {}
extension ShortList: Hashable where Element: Hashable {}
