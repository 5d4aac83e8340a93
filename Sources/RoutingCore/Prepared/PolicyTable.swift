/// The policies that requests came with, told apart by identity and grouped by what they have in common.
///
/// A gateway has a hundred policies, but few different bounds on the models and few ways to score: only budgets differ.
struct PolicyTable: Sendable {
  /// What is prepared for one policy.
  struct Entry: Sendable {
    /// Which policies share its bounds: the same number.
    let bounds: Int32
    /// The number of its way to score, -1 where it has none of its own.
    let rule: Int32
  }

  private struct Slot: Sendable {
    /// The policy's identity, 0 in an empty slot.
    var identity: UInt
    var entry: Entry
  }

  private var slots: [Slot]
  private let shift: UInt64
  /// Kept, so that no other policy comes to have the identity of one of these.
  private var policies: [CompiledPolicy] = []
  /// One policy for each different bounds.
  private var bounds: [CompiledPolicy] = []
  private(set) var rules: [ScoringRule] = []

  /// The most policies that are known at once.
  static let capacity = 1024
  /// The most ways to score that get a number.
  static let mostRules = 16

  init() {
    slots = Array(repeating: Slot(identity: 0, entry: Entry(bounds: 0, rule: 0)), count: PolicyTable.capacity * 2)
    shift = UInt64(slots.count.leadingZeroBitCount + 1)
  }

  var isFull: Bool { policies.count >= PolicyTable.capacity }

  /// How many looks at a model it takes as long as to insert one more policy: its bounds are compared with all others.
  var insertionCost: Int { 200 + bounds.count * 4 }

  /// What is prepared for a policy, or nil.
  func find(_ policy: CompiledPolicy) -> Entry? {
    let identity = UInt(bitPattern: ObjectIdentifier(policy))
    var place = PolicyTable.place(identity, shift)
    while true {
      let slot = slots[place]
      if slot.identity == identity { return slot.entry }
      if slot.identity == 0 { return nil }
      place = (place &+ 1) & (slots.count &- 1)
    }
  }

  /// Adds a policy that is not there to a table that is not full.
  ///
  /// - Complexity: O(b · n / 64) in the numbers of different bounds and of models.
  mutating func insert(_ policy: CompiledPolicy) -> Entry {
    precondition(!isFull, "The table of policies is full.")
    let entry = Entry(
      bounds: Int32(truncatingIfNeeded: number(ofBounds: policy)),
      rule: Int32(truncatingIfNeeded: number(of: ScoringRule(policy))))
    policies.append(policy)
    let identity = UInt(bitPattern: ObjectIdentifier(policy))
    var place = PolicyTable.place(identity, shift)
    while slots[place].identity != 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = Slot(identity: identity, entry: entry)
    return entry
  }

  mutating func removeAll() { self = PolicyTable() }

  private static func place(_ identity: UInt, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (UInt64(identity) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  private mutating func number(ofBounds policy: CompiledPolicy) -> Int {
    if let number = bounds.firstIndex(where: { $0.admits(like: policy) }) { return number }
    bounds.append(policy)
    return bounds.count - 1
  }

  private mutating func number(of rule: ScoringRule) -> Int {
    if let number = rules.firstIndex(of: rule) { return number }
    guard rules.count < PolicyTable.mostRules else { return -1 }
    rules.append(rule)
    return rules.count - 1
  }
}

extension CompiledPolicy {
  /// Whether another policy lets the same models pass before health and budget, and reads the same latencies.
  fileprivate func admits(like other: CompiledPolicy) -> Bool {
    weightRow == other.weightRow && requirementRows == other.requirementRows
      && requirementMask == other.requirementMask && latencyColumn == other.latencyColumn
      && permitted == other.permitted
  }
}
