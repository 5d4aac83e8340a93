public import RoutingFormats

/// The catalogue that comes with the package: 404 offers of 123 models at 48 hosts, as of 2026-11-21.
///
/// It is compiled in, so it is found from any working directory. Prices are list prices and go stale; for live use
/// read your own document with `CatalogueDocument`. Sources and licences: `Data/PROVENANCE.md`.
public enum ShippedCatalogue {
  /// Reads the catalogue.
  ///
  /// - Throws: A `FormatError`, which a test shows never to happen.
  /// - Complexity: O(n) in its 200 KB; about ten milliseconds.
  public static func document() throws(FormatError) -> CatalogueDocument {
    try CatalogueDocument(parsing: Array(CatalogueText.json.utf8), file: "shipped catalogue")
  }
}
