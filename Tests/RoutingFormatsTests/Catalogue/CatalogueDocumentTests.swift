import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CatalogueDocumentTests {
  private let good =
    #"{"id":"maker/m","provider":"h","provider_model_id":"m-1","kind":"chat","price_usd":{"input_per_mtok":2}}"#

  private func document(_ records: String...) throws(FormatError) -> CatalogueDocument {
    try CatalogueDocument(parsing: Array("{\"models\":[\n\(records.joined(separator: ",\n"))]}".utf8), file: "c.json")
  }

  @Test("a record needs a model, a host, the host's name for it and a kind; everything else may be unknown")
  func minimal() throws {
    let offer = try #require(try document(good).offers.first)
    #expect(offer.id == "h/m-1")
    #expect(offer.name == "m")
    #expect(offer.contextWindow == nil)
    #expect(offer.capabilities == .unknown)
    #expect(offer.prices.outputPerMillion == nil)
    #expect(offer.line == 2)
    #expect(offer.priceSheet?.inputPerThousandTokens == 0.002)
  }

  @Test(
    "an error names file, line and field",
    arguments: [
      (#""kind":"chat""#, #""kind":"song""#, "models[1].kind"), (#""id":"maker/m""#, #""id":"""#, "models[1].id"),
      (#""id":"maker/m","#, "", "models[1]"), (#""provider":"h""#, #""provider":"h h""#, "models[1].provider"),
      (":2}", ":-2}", "models[1].price_usd.input_per_mtok"), (":2}", ":\"2\"}", "models[1].price_usd.input_per_mtok"),
      (":2}", ":1e200}", "models[1].price_usd.input_per_mtok"),
      (":2}", ":2,\"tiers\":[{}]}", "models[1].price_usd.tiers[0]"),
      ("\"chat\"", "\"chat\",\"max_context_tokens\":-1", "models[1].max_context_tokens"),
      ("\"chat\"", "\"chat\",\"supports\":{\"tools\":1}", "models[1].supports.tools"), ("m-1", "other", "models[1]"),
    ])
  func errors(part: String, replacement: String, field: String) {
    let other = good.replacing("m-1", with: "other")
    let bad = good.replacing(part, with: replacement)
    let error = #expect(throws: FormatError.self) { try document(other, bad) }
    #expect(error?.file == "c.json")
    #expect(error?.line == 3)
    #expect(error?.field == field)
  }

  @Test(
    "what is not JSON, or not a catalogue, is refused",
    arguments: ["", "[]", "{}", "{\"models\":{}}", "{\"models\":[3]}"])
  func strange(text: String) {
    #expect(throws: FormatError.self) { try CatalogueDocument(parsing: Array(text.utf8)) }
  }
}
