/// The texts behind a router's handles: each has one place, for ever.
struct HandleNames<Name: Hashable & Sendable>: Sendable {
  /// By their places.
  private(set) var names: [Name] = []
  private var places: [Name: Int] = [:]

  /// The place of a name, or nil where it has none yet.
  func place(of name: Name) -> Int? { places[name] }

  /// The place of a name, made where there is none yet.
  mutating func insert(_ name: Name) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
