import Routing
import RoutingCore

extension ModelRegistry {
  /// Models, each at the provider whose id stands before the slash.
  static func of(_ models: ModelID...) throws -> ModelRegistry { try of(models) }

  static func of(_ models: [ModelID]) throws -> ModelRegistry {
    func provider(of id: ModelID) -> ProviderID { ProviderID(String(id.text.prefix { $0 != "/" })) }
    return try ModelRegistry(
      models: models.map { Model(id: $0, provider: provider(of: $0)) },
      providers: Set(models.map(provider)).sorted().map { Provider(id: $0) })
  }
}

extension RoutingRequest {
  /// A short request for a model that must be the named one.
  static func strictly(_ text: String, id: String = "") -> RoutingRequest {
    RoutingRequest(id: id, inputTokens: 100, hint: ModelReference(text, isStrict: true))
  }
}

extension Moment {
  static func seconds(_ count: Double) -> Moment { Moment(milliseconds: count * 1000) }
}
