/// Values by key, of which the one that was longest not used leaves first; every step takes the same time however many there are.
package struct LRUTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Slot: Sendable {
    var key: Key
    var value: Value
    var newer: Int?
    var older: Int?
  }

  private var places: [Key: Int] = [:]
  /// Nil where a slot is free.
  private var slots: [Slot?] = []
  private var free: [Int] = []
  private var newest: Int?
  private var oldest: Int?

  package init() {}

  /// How many values there are.
  package var count: Int { places.count }

  /// The key and value that were longest not used.
  package var leastRecent: (key: Key, value: Value)? { oldest.flatMap { slots[$0] }.map { ($0.key, $0.value) } }

  /// The value of a key, without using it.
  package func peek(_ key: Key) -> Value? { places[key].flatMap { slots[$0]?.value } }

  /// The value of a key, which is used by that.
  package mutating func use(_ key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    unlink(place)
    link(place)
    return slots[place]?.value
  }

  /// Puts a value in the place of a key's, which is used by that.
  package mutating func put(_ value: Value, for key: Key) {
    if let place = places[key] {
      slots[place]?.value = value
      unlink(place)
      link(place)
      return
    }
    let slot = Slot(key: key, value: value)
    let place: Int
    if let last = free.popLast() {
      place = last
      slots[place] = slot
    } else {
      place = slots.count
      slots.append(slot)
    }
    places[key] = place
    link(place)
  }

  /// Takes a key out; its value.
  @discardableResult package mutating func remove(_ key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    unlink(place)
    let value = slots[place]?.value
    slots[place] = nil
    places[key] = nil
    free.append(place)
    return value
  }

  /// Takes out what was longest not used.
  @discardableResult package mutating func removeLeastRecent() -> (key: Key, value: Value)? {
    guard let (key, value) = leastRecent else { return nil }
    remove(key)
    return (key, value)
  }

  private mutating func unlink(_ place: Int) {
    guard let slot = slots[place] else { return }
    if let newer = slot.newer { slots[newer]?.older = slot.older } else { newest = slot.older }
    if let older = slot.older { slots[older]?.newer = slot.newer } else { oldest = slot.newer }
  }

  private mutating func link(_ place: Int) {
    slots[place]?.newer = nil
    slots[place]?.older = newest
    if let newest { slots[newest]?.newer = place } else { oldest = place }
    newest = place
  }
}
