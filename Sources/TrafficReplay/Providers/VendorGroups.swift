import RoutingCore

/// Which providers break down together.
///
/// Providers of one vendor share the shape of its first one; one without a vendor is a group by itself.
struct VendorGroups {
  /// The group of each provider and its place in it; nil where it never breaks down by chance.
  let places: [(group: Int, region: Int)?]
  private let groups: [Group]

  private struct Group {
    let name: String
    let shape: OutageShape
    var regions: Int
  }

  init(of profiles: [ProviderProfile], defaults: ProviderDefaults) {
    var groups: [Group] = []
    var groupOfVendor: [String: Int] = [:]
    places = profiles.map { profile in
      guard let shape = profile.outages ?? defaults.outages else { return nil }
      if let vendor = shape.vendor, let group = groupOfVendor[vendor] {
        groups[group].regions += 1
        return (group, groups[group].regions - 1)
      }
      if let vendor = shape.vendor { groupOfVendor[vendor] = groups.count }
      groups.append(Group(name: shape.vendor ?? profile.provider.text, shape: shape, regions: 1))
      return (groups.count - 1, 0)
    }
    self.groups = groups
  }

  /// The outages of each group; those of a vendor follow from the seed and its name.
  func outages(seed: UInt64) -> [VendorOutages] {
    groups.map { group in
      VendorOutages(
        regions: group.regions, meanUp: group.shape.meanUp, meanDown: group.shape.meanDown,
        sharedPart: group.shape.vendor == nil ? 0 : group.shape.sharedPart, seed: seed,
        stream: StableHash.hash(group.name) &+ 2)
    }
  }
}
