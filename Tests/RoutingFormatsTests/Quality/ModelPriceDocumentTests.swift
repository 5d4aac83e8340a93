import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ModelPriceDocumentTests {
  private static let header: String = "model,size,input_usd_per_mtok,output_usd_per_mtok\n"

  @Test("the shipped prices are read to the last row")
  func shipped() throws {
    let bytes = try Repository.bytes(of: "Data/Quality/llmrouter_model_prices.csv")
    let document = try ModelPriceDocument(parsing: bytes)
    #expect(document.prices.count == 9)
    let first = try #require(document.prices.first { $0.model == "gemma-2-9b-it" })
    #expect(first.inputPerMillionTokens == 0.1)
    let last = try #require(document.prices.last)
    #expect(last.model == "llama-3.3-nemotron-super-49b-v1")
    #expect(last.outputPerMillionTokens == 0.9)
  }

  /// Text that is no table, and the line, field and word of its error.
  private static let broken: [(String, Int, String?, String)] = [
    ("", 1, nil, "the file is empty"), ("model,size\n", 1, "input_usd_per_mtok", "missing from the header"),
    (header + "a,7B,1\n", 2, nil, "expected 4 fields, found 3"), (header + ",7B,1,1\n", 2, "model", "is empty"),
    (header + "a,7B,-1,1\n", 2, "input_usd_per_mtok", "'-1' is not a price"),
    (header + "a,7B,1,inf\n", 2, "output_usd_per_mtok", "'inf' is not a price"),
    (header + "a,7B,1,1\na,7B,2,2\n", 3, "model", "the model 'a' stands on line 2 already"),
  ]

  @Test("an error names file, line and field", arguments: broken)
  func errors(text: String, line: Int, field: String?, message: String) {
    let error = #expect(throws: FormatError.self) {
      try ModelPriceDocument(parsing: Array(text.utf8), file: "p.csv")
    }
    #expect(error?.file == "p.csv")
    #expect(error?.line == line)
    #expect(error?.field == field)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }
}
