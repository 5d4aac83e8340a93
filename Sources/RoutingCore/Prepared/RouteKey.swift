/// What decides which models may serve, health and budget aside: what a request asks for, under what a policy insists
/// on.
struct RouteKey: Equatable, Sendable {
  /// Capabilities and parameters.
  let requirements: UInt64
  /// Kind, class of context window, block of prices, streaming, which quantities are zero, and the policy's bounds.
  let request: UInt64

  init(_ shape: RequestShape, _ policy: borrowing CompiledPolicy, _ entry: PolicyTable.Entry) {
    requirements = shape.requirements.bits & policy.requirementMask
    var request = UInt64(shape.kind.rawValue) | UInt64(truncatingIfNeeded: Int(shape.contextRow)) << 8
    request |= UInt64(truncatingIfNeeded: Int(shape.block)) << 16
    request |= (shape.isStreaming ? 1 : 0) << 24
    request |= (shape.firstQuantity == 0 ? 1 : 0) << 25 | (shape.secondQuantity == 0 ? 1 : 0) << 26
    self.request = request | UInt64(truncatingIfNeeded: Int(entry.bounds)) << 32
  }

  /// Sixty-four bits that differ where keys do, most likely.
  var hash: UInt64 {
    let mixed = request &* 0x9E37_79B9_7F4A_7C15 &+ requirements &* 0xD6E8_FEB8_6659_FD93
    return (mixed ^ (mixed &>> 32)) &* 0x9FB2_1C65_1E98_DF25
  }
}

/// The sets that routes lead to: an open-addressing table that is never more than half full.
struct RouteTable: Sendable {
  private struct Slot: Sendable {
    var key: RouteKey
    /// The number of the set, -1 in an empty slot.
    var set: Int
  }

  private var slots: [Slot]
  private let shift: UInt64
  private(set) var count = 0
  let capacity: Int

  /// Makes a table for `capacity` routes, a power of two.
  init(capacity: Int) {
    self.capacity = capacity
    let empty = Slot(key: RouteKey.none, set: -1)
    slots = Array(repeating: empty, count: capacity * 2)
    shift = UInt64(slots.count.leadingZeroBitCount + 1)
  }

  var isFull: Bool { count >= capacity }

  /// The number of the set that a key leads to, or nil.
  func find(_ key: RouteKey) -> Int? {
    var place = Int(truncatingIfNeeded: key.hash &>> shift)
    while true {
      let slot = slots[place]
      if slot.key == key { return slot.set }
      if slot.set < 0 { return nil }
      place = (place &+ 1) & (slots.count &- 1)
    }
  }

  /// Adds a key that is not there to a table that is not full.
  mutating func insert(_ key: RouteKey, set: Int) {
    precondition(!isFull, "The table of routes is full.")
    var place = Int(truncatingIfNeeded: key.hash &>> shift)
    while slots[place].set >= 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = Slot(key: key, set: set)
    count += 1
  }

  mutating func removeAll() {
    // Most of it may never have been written to.
    guard count > 0 else { return }
    count = 0
    for place in slots.indices { slots[place] = Slot(key: RouteKey.none, set: -1) }
  }
}

extension RouteKey {
  /// What no request has.
  fileprivate static let none = RouteKey(requirements: .max, request: .max)

  private init(requirements: UInt64, request: UInt64) {
    self.requirements = requirements
    self.request = request
  }
}
