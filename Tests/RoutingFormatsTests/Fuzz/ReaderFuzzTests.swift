import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// No bytes, however broken, make a reader trap, hang or fall silent.
@Suite(.offThePool, .serialized) struct ReaderFuzzTests {
  /// The corpus, and each of its lines.
  private func corpus() throws -> [[UInt8]] {
    let files = Repository.files(under: "Tests/Fixtures/Corpus", ending: "")
      .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }
    let documents = try files.map { try Repository.bytes(of: $0) }
    #expect(documents.count == 8)
    return documents + documents.flatMap { $0.split(separator: 0x0A).map(Array.init) }
  }

  private func broken(_ corpus: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
    if generator.unit() < 0.1 { return Mutation.random(using: &generator) }
    return Mutation.mutated(corpus[generator.index(below: corpus.count)], using: &generator)
  }

  @Test("every trace reader ends, and tells of every line it could not read")
  func traces() throws {
    let corpus = try corpus()
    _ = Fuzzing.run("traces") { generator in
      let bytes = broken(corpus, &generator)
      let formats: [TraceFormat?] = [nil] + TraceFormat.allCases
      let format = formats[generator.index(below: formats.count)]
      var cut = generator.index(below: bytes.count + 1)
      var rest = bytes[...]
      var reader = TraceReader<Never>(format: format, maximumLineLength: 300) {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(max(cut, 1)) }
        cut = max(cut, 1)
        return Array(rest.prefix(cut))
      }
      let lineCount = bytes.count { $0 == 0x0A } + 1
      var items = 0
      while let item = reader.next() {
        items += 1
        if case .malformed(let error) = item { #expect(error.line >= 1 && error.line <= lineCount) }
      }
      #expect(items <= lineCount)
    }
  }

  @Test("every scenario line is answered by a decision or an error, in JSON")
  func scenarios() throws {
    let corpus = try corpus()
    _ = try Fuzzing.run("scenarios") { generator in
      let bytes = broken(corpus, &generator)
      let (answer, error) = ScenarioAnswer.answer(toLine: bytes, number: 3)
      let root = JSONField(try JSONValue(parsing: answer))
      #expect(try (error == nil) == (root.optional("ranked") != nil))
      if error != nil { #expect(try root.required("error").required("line").int() >= 3) }
    }
  }

  @Test("every catalogue is read, refused as a document or refused as a registry")
  func catalogues() throws {
    let corpus = try corpus()
    _ = Fuzzing.run("catalogues") { generator in
      let bytes = broken(corpus, &generator)
      guard let document = try? CatalogueDocument(parsing: bytes) else { return }
      guard let catalogue = try? document.registry() else { return }
      #expect(catalogue.registry.models.count + catalogue.unpriced.count == document.offers.count)
    }
  }

  @Test("what the JSON reader accepts, the writer writes and the reader accepts again")
  func json() throws {
    let corpus = try corpus()
    _ = try Fuzzing.run("json") { generator in
      let bytes = broken(corpus, &generator)
      guard let value = try? JSONValue(parsing: bytes) else { return }
      var writer = JSONWriter()
      writer.value(value)
      var again = JSONWriter()
      again.value(try JSONValue(parsing: writer.bytes))
      #expect(again.bytes == writer.bytes)
    }
  }
}
