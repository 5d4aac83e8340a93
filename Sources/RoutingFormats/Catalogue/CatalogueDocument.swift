public import RoutingCore

/// A catalogue: what models exist, who sells them, and for how much.
public struct CatalogueDocument: Hashable, Sendable {
  /// When it was taken, as the document says.
  public let date: String?
  /// The offers in the order of the document.
  public let offers: [CatalogueOffer]
  /// The aliases, plans and pool of the document.
  public let directory: ModelDirectory
  /// The line on which each alias and plan begins, by name.
  let linesOfNames: [String: Int]
  let file: String?

  /// Reads a catalogue (`Docs/RoutingFormats.docc/Catalogue.md` describes the document).
  ///
  /// - Throws: A ``FormatError`` with the line and field of the first thing that cannot be read.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    self.file = file
    do throws(FormatError) {
      let root = JSONField(try CatalogueDocument.parse(bytes))
      date = try root.optional("catalogue_date")?.string()
      var offers: [CatalogueOffer] = []
      var firstLine: [ModelID: Int] = [:]
      for field in try root.required("models").elements() {
        let offer = try CatalogueOffer(field)
        if let line = firstLine.updateValue(offer.line, forKey: offer.id) {
          throw field.error("the offer '\(offer.id)' stands on line \(line) already")
        }
        offers.append(offer)
      }
      self.offers = offers
      directory = try ModelDirectory(root)
      linesOfNames = try CatalogueDocument.linesOfNames(root)
    } catch {
      var located = error
      located.file = file
      throw located
    }
  }

  private static func linesOfNames(_ root: JSONField) throws(FormatError) -> [String: Int] {
    var lines: [String: Int] = [:]
    for list in ["aliases", "plans"] {
      for field in try root.optional(list)?.elements() ?? [] {
        lines[try field.required("name").string()] = field.value.line
      }
    }
    return lines
  }

  private static func parse(_ bytes: [UInt8]) throws(FormatError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw FormatError(error, line: error.line)
    }
  }
}
