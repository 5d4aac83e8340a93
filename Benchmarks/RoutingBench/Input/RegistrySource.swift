import RoutingCore
import RoutingFormats
import ShippedCatalogue

/// The catalogue that a command works with: the shipped one, or a file.
struct RegistrySource {
  /// No catalogue of the world is longer.
  private static let limit = 1 << 28

  static let option = Command.Option(
    name: "--catalogue", value: "FILE", help: "a catalogue document instead of the shipped one")

  let document: CatalogueDocument
  let catalogue: CatalogueRegistry
  /// An engine with the aliases and plans of the document.
  let engine: RoutingEngine
  let name: String

  init(_ arguments: Arguments) throws {
    if let path = arguments.text("--catalogue") {
      document = try CatalogueDocument(parsing: try FileChunks(path).all(limit: RegistrySource.limit), file: path)
      name = path
    } else {
      document = try ShippedCatalogue.document()
      name = "shipped catalogue"
    }
    catalogue = try document.registry()
    engine = try document.engine()
    guard !catalogue.registry.models.isEmpty else {
      throw FileError(path: name, reason: "holds no offer with a price, so there is nothing to choose from")
    }
  }

  /// One line about what was read.
  var summary: String {
    let registry = catalogue.registry
    let date = document.date.map { " of \($0)" } ?? ""
    let unpriced = catalogue.unpriced.isEmpty ? "" : ", \(catalogue.unpriced.count) without a price left out"
    return "\(name)\(date): \(registry.models.count) models at \(registry.providers.count) providers\(unpriced)"
  }
}
