/// Every model and provider known at one time, checked, in id order, and immutable.
///
/// A decision sees one registry whole. To change something, make a new one.
public struct ModelRegistry: Sendable {
  /// The models in byte order of their ids, so that the order of registration changes nothing.
  public let models: [Model]
  /// The providers in byte order of their ids.
  public let providers: [Provider]

  private let providerOfModel: [ProviderHandle?]
  private let handleOfModel: [ModelID: ModelHandle]
  private let handleOfProvider: [ProviderID: ProviderHandle]

  /// Makes a registry of these records.
  ///
  /// - Throws: ``InvalidRegistry`` naming every record that cannot be accepted, and why.
  /// - Complexity: O(n log n) in the number of records.
  public init(models: [Model], providers: [Provider]) throws(InvalidRegistry) {
    let problems = ModelRegistry.problems(in: models, providers: providers)
    guard problems.isEmpty else { throw InvalidRegistry(problems: problems) }

    let models = models.sorted { $0.id < $1.id }
    let providers = providers.sorted { $0.id < $1.id }
    var handleOfProvider: [ProviderID: ProviderHandle] = [:]
    for (index, provider) in providers.enumerated() {
      handleOfProvider[provider.id] = ProviderHandle(index: index)
    }
    var handleOfModel: [ModelID: ModelHandle] = [:]
    for (index, model) in models.enumerated() {
      handleOfModel[model.id] = ModelHandle(index: index)
    }
    self.models = models
    self.providers = providers
    self.providerOfModel = models.map { handleOfProvider[$0.provider] }
    self.handleOfModel = handleOfModel
    self.handleOfProvider = handleOfProvider
  }

  /// The handle of the model with this id, or nil where there is none.
  public func handle(ofModel id: ModelID) -> ModelHandle? { handleOfModel[id] }

  /// The handle of the provider with this id, or nil where there is none.
  public func handle(ofProvider id: ProviderID) -> ProviderHandle? { handleOfProvider[id] }

  /// The provider that serves this model, or nil where it is not registered.
  public func provider(of model: ModelHandle) -> ProviderHandle? { providerOfModel[model.index] }

  /// The record of a model of this registry.
  public subscript(model: ModelHandle) -> Model { models[model.index] }

  /// The record of a provider of this registry.
  public subscript(provider: ProviderHandle) -> Provider { providers[provider.index] }

  /// The handles of all models in id order.
  public var modelHandles: some RandomAccessCollection<ModelHandle> {
    models.indices.lazy.map(ModelHandle.init(index:))
  }

  /// The handles of all providers in id order.
  public var providerHandles: some RandomAccessCollection<ProviderHandle> {
    providers.indices.lazy.map(ProviderHandle.init(index:))
  }
}
