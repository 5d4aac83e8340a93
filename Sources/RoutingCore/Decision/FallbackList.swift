/// The models that stand behind a choice, best first, in place: making one allocates nothing.
public struct FallbackList: Sendable {
  /// The most models that are kept; a chain of attempts that is longer is not a plan.
  public static let capacity = 8

  private var places: [8 of Int32] = InlineArray(repeating: -1)
  /// How many models there are.
  public private(set) var count = 0

  /// Makes an empty list.
  public init() {}

  mutating func append(_ index: Int) {
    guard count < FallbackList.capacity else { return }
    places[count] = Int32(truncatingIfNeeded: index)
    count += 1
  }
}

extension FallbackList: RandomAccessCollection {
  /// Zero.
  public var startIndex: Int { 0 }
  /// The number of models.
  public var endIndex: Int { count }

  /// The model that is tried after `position` others have failed, besides the choice itself.
  public subscript(position: Int) -> ModelHandle {
    precondition(position >= 0 && position < count, "The list of fallbacks is shorter.")
    return ModelHandle(index: Int(places[position]))
  }
}

extension FallbackList: Equatable {
  /// Whether two lists name the same models in the same order.
  public static func == (lhs: FallbackList, rhs: FallbackList) -> Bool { lhs.elementsEqual(rhs) }
}
