/// Decisions of two logs that differ, grouped by why they do, with what it did to cost, latency and success.
///
/// Memory is bounded whatever the logs hold: causes and pairs of models beyond a number are counted together.
public struct ChangeGroups: Sendable {
  /// What a group has in common.
  public struct Cause: Hashable, Sendable {
    /// The kind of cause.
    public let name: String
    /// What exactly, or nil where the kind says it all.
    public let detail: String?

    /// Makes a cause.
    public init(name: String, detail: String? = nil) {
      self.name = name
      self.detail = detail
    }

    /// What causes are counted as once there are too many.
    public static let other = Cause(name: "other")
  }

  /// The choices of both logs.
  public struct ModelPair: Hashable, Sendable {
    /// The choice of the first log.
    public let from: String
    /// The choice of the second log.
    public let to: String

    /// Makes a pair.
    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// The groups that were found, in no order.
  private var groups: [Cause: ChangeGroup] = [:]
  /// All differing decisions together.
  public private(set) var total = ChangeGroup(cause: Cause(name: "all"))

  /// How many causes are told apart.
  public static let mostCauses = 128

  /// Makes groups of nothing.
  public init() {}

  /// Takes in a decision that differs.
  ///
  /// - Complexity: O(1) on average.
  public mutating func add(
    _ cause: Cause, _ pair: ModelPair, first: ChangeGroup.Outcome, second: ChangeGroup.Outcome
  ) {
    let cause = groups[cause] == nil && groups.count >= ChangeGroups.mostCauses ? .other : cause
    groups[cause, default: ChangeGroup(cause: cause)].add(pair, first: first, second: second)
    total.add(pair, first: first, second: second)
  }

  /// The groups, the largest first, and by name where they are as large.
  ///
  /// - Complexity: O(g log g) in the number of groups.
  public var ranked: [ChangeGroup] {
    groups.values.sorted { one, other in
      one.count != other.count
        ? one.count > other.count
        : (one.cause.name, one.cause.detail ?? "") < (other.cause.name, other.cause.detail ?? "")
    }
  }
}
