import RoutingCore

/// Where the providers of earlier registries stand today.
///
/// A provider that left and came back is another one: what was sent to it before says nothing about it.
struct ProviderLineage: Sendable {
  private var ids: [ProviderID]
  /// For each of the last rosters, where its providers stand now, -1 for those that left; the newest comes last.
  private var places: [[Int32]]
  /// The number of the newest roster.
  private(set) var roster: UInt32 = 0

  /// How many changes of the list of providers an attempt may outlast; what is older counts as having left.
  static let kept = 1024

  init(_ registry: ModelRegistry) {
    ids = registry.providers.map(\.id)
    places = [ids.indices.map(Int32.init)]
  }

  /// Goes over to the providers of another registry; one with the same providers changes nothing.
  mutating func move(to registry: ModelRegistry) {
    let next = registry.providers.map(\.id)
    guard next != ids else { return }
    let moved = ids.map { id in registry.handle(ofProvider: id).map { Int32($0.index) } ?? -1 }
    places = places.suffix(ProviderLineage.kept - 1).map { old in old.map { $0 < 0 ? -1 : moved[Int($0)] } }
    places.append(next.indices.map(Int32.init))
    ids = next
    roster += 1
  }

  /// Where a provider of some roster stands now, or nil where it left.
  func handle(place: UInt32, roster: UInt32) -> ProviderHandle? {
    let age = Int(self.roster) - Int(roster)
    guard age >= 0, age < places.count else { return nil }
    let old = places[places.count - 1 - age]
    guard Int(place) < old.count, old[Int(place)] >= 0 else { return nil }
    return ProviderHandle(index: Int(old[Int(place)]))
  }
}
