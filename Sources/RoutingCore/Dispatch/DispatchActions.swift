/// What is to be done after an event, in order.
///
/// Nearly always it is one thing, which lies in place: with arrays, each event of a request allocated. No generic list,
/// because hosts, which are other modules, would read it through its type's metadata.
public struct DispatchActions: Hashable, Sendable {
  private var first: DispatchAction?
  private var rest: [DispatchAction] = []

  /// Makes a list of nothing to do.
  public init() {}

  /// One thing to do.
  static func one(_ action: DispatchAction) -> DispatchActions {
    var actions = DispatchActions()
    actions.first = action
    return actions
  }

  /// Adds an action at the end.
  public mutating func append(_ action: DispatchAction) {
    if first == nil { first = action } else { rest.append(action) }
  }

  /// The actions of both, in order.
  public static func + (lhs: DispatchActions, rhs: DispatchActions) -> DispatchActions {
    var sum = lhs
    sum += rhs
    return sum
  }

  /// Adds the actions of the other list at the end.
  public static func += (lhs: inout DispatchActions, rhs: DispatchActions) {
    guard lhs.first != nil else {
      lhs = rhs
      return
    }
    for action in rhs { lhs.append(action) }
  }
}

extension DispatchActions: RandomAccessCollection {
  /// Zero.
  public var startIndex: Int { 0 }
  /// The number of actions.
  public var endIndex: Int { first == nil ? 0 : rest.count + 1 }

  /// An action by its position.
  public subscript(position: Int) -> DispatchAction {
    guard position == 0 else { return rest[position - 1] }
    guard let first else { preconditionFailure("There is nothing to do.") }
    return first
  }
}

extension DispatchActions: ExpressibleByArrayLiteral {
  /// Makes a list of some actions.
  public init(arrayLiteral actions: DispatchAction...) {
    self.init()
    for action in actions { append(action) }
  }
}
