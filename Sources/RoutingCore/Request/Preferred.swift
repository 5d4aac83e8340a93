/// Models, providers and regions that go first, earlier ones before later ones.
public struct Preferred: Hashable, Sendable {
  /// By model id or name.
  public private(set) var models: [String]
  /// By provider id or vendor.
  public private(set) var providers: [String]
  /// By region; lower-cased.
  public private(set) var regions: [String]

  /// The most names of one list that count; those behind them are not preferred.
  public static let mostNames = 10_000

  /// Makes a wish list; what is left out does not matter.
  public init(models: [String] = [], providers: [String] = [], regions: [String] = []) {
    self.models = Array(models.prefix(Preferred.mostNames))
    self.providers = Array(providers.prefix(Preferred.mostNames))
    self.regions = regions.prefix(Preferred.mostNames).map { Region($0).name }
  }

  /// Whether nothing is preferred.
  public var isEmpty: Bool { models.isEmpty && providers.isEmpty && regions.isEmpty }

  /// Where a model stands: by the model list, then by the provider list, then by the region list.
  ///
  /// A name that no entry of a list matches stands behind all that match one. Lower is earlier; models that are
  /// alike in all three get the same number, and their scores decide.
  public func tier(of model: Model, at provider: Provider) -> Int {
    let byModel = NameFilter.place(of: model.id.text, or: model.name, in: models) ?? models.count
    let byProvider = NameFilter.place(of: provider, in: providers) ?? providers.count
    let region = (model.region ?? provider.region)?.name
    let byRegion = NameFilter.place(of: region, or: nil, in: regions) ?? regions.count
    return (byModel * (providers.count + 1) + byProvider) * (regions.count + 1) + byRegion
  }

  /// How many different tiers there can be.
  var tierCount: Int { (models.count + 1) * (providers.count + 1) * (regions.count + 1) }
}
