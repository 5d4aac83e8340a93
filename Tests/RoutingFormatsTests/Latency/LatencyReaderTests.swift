import RoutingCore
import RoutingTestSupport
import Testing

@testable import RoutingFormats

@Suite(.offThePool) struct LatencyReaderTests {
  private static let llmPerf: String =
    "provider,model,request_index,ttft_s,inter_token_latency_s,end_to_end_latency_s,output_tokens_per_s,input_tokens,"
    + "output_tokens,error_code,error_msg\n"
  private static let theFastest: String =
    "measured_at,client_region,host,host_region,model,time_to_response_s,ttft_s,output_tokens_per_s,total_time_s,"
    + "output_tokens,error\n"

  private func rows(
    _ bytes: [UInt8], _ format: LatencyFormat, chunk: Int = 1000, maximumRows: Int = 1 << 20
  ) -> [Result<LatencyRow, FormatError>] {
    var rest = bytes[...]
    var reader = LatencyReader<Never>(format: format, file: "t.csv", maximumRows: maximumRows) {
      defer { rest = rest.dropFirst(chunk) }
      return rest.isEmpty ? nil : Array(rest.prefix(chunk))
    }
    var rows: [Result<LatencyRow, FormatError>] = []
    while let row = reader.next() { rows.append(row) }
    return rows
  }

  @Test("the shipped requests of LLMPerf are read to the last row, whatever the chunks")
  func shippedRequests() throws {
    let bytes = try Repository.bytes(of: "Data/Latency/llmperf_2023-12-19_requests.csv")
    let results = rows(bytes, .llmPerf, chunk: 977)
    let read = try results.map { try $0.get() }
    #expect(read.count == 2090)
    #expect(Set(read.map(\.host)).count == 8)
    // Counted with `cut -d, -f10 | sort | uniq -c`.
    #expect(read.count { $0.outcome == .rateLimited } == 300)
    #expect(read.count { $0.outcome == .answeredShort } == 108)
    #expect(read.filter { $0.outcome == .failed("-1") }.map(\.host) == ["together"])
    let first = try #require(read.first)
    #expect(first.firstToken == Milliseconds(557.56))
    // (1.528151 s - 0.55756 s) / 150, where the table's own column says 9.577 ms.
    #expect(abs((first.tokenInterval?.value ?? 0) - 6.470606666666667) < 1e-9)
    #expect(read.allSatisfy { ($0.firstToken != nil) == ($0.outcome == .answered || $0.outcome == .answeredShort) })
  }

  @Test("the shipped measurements of thefastest.ai are read, without an interval where the rate was cut off")
  func shippedMeasurements() throws {
    let bytes = try Repository.bytes(of: "Data/Latency/thefastest_2024-05-03.csv")
    let read = try rows(bytes, .theFastest).map { try $0.get() }
    #expect(read.count == 122)
    #expect(Set(read.map(\.host)).count == 13)
    // Counted with `cut -d, -f8 | grep -c '^999'`.
    #expect(read.count { $0.tokenInterval == nil } == 10)
    #expect(read[0].tokenInterval?.value == 1000 / 21.72206)
    #expect(read[0].firstToken?.value == 0.55666 * 1000)
  }

  @Test("times of failures are made up and not read, and 429 is told from other failures")
  func failures() throws {
    let text =
      Self.theFastest + "t,cdg,h,,m,,9.99,0.0,99.99,,429 Too Many Requests\nt,cdg,h,r,m,,9.99,0.0,99.99,,Timeout\n"
    let read = try rows(Array(text.utf8), .theFastest).map { try $0.get() }
    #expect(read.map(\.outcome) == [.rateLimited, .failed("Timeout")])
    #expect(read.allSatisfy { $0.firstToken == nil && $0.tokenInterval == nil })
    let other = try rows(Array((Self.llmPerf + "h,m,0,x,,,0,550,1,500,\n").utf8), .llmPerf).map { try $0.get() }
    #expect(other.map(\.outcome) == [.failed("500")])
  }

  @Test("an answer of one token, or in one piece, has no interval")
  func onePiece() throws {
    let text = Self.llmPerf + "h,m,0,0.5,,0.6,0,550,1,,\nh,m,1,0.5,,0.5,0,550,20,,\nh,m,2,0.5,,0.6,0,550,101,-100,\n"
    let read = try rows(Array(text.utf8), .llmPerf).map { try $0.get() }
    #expect(read.allSatisfy { $0.firstToken == 500 && $0.tokenInterval == nil })
  }

  /// Rows that mean nothing, and the line, field and words of their errors.
  private static let broken: [(LatencyFormat, String, Int, String?, String)] = [
    (.llmPerf, "", 1, nil, "the file is empty"),
    (.llmPerf, "provider,model\n", 1, "request_index", "missing from the header"),
    (.llmPerf, llmPerf + "h,m,0,0.5\n", 2, nil, "expected 11 fields, found 4"),
    (.llmPerf, llmPerf + "h,m,0,nan,,1,0,550,9,,\n", 2, "ttft_s", "'nan' is not a time in seconds"),
    (.llmPerf, llmPerf + "h,m,0,inf,,1,0,550,9,,\n", 2, "ttft_s", "'inf' is not a time"),
    (.llmPerf, llmPerf + "h,m,0,-1,,1,0,550,9,,\n", 2, "ttft_s", "'-1' is not a time"),
    (.llmPerf, llmPerf + "h,m,0,0,,1,0,550,9,,\n", 2, "ttft_s", "'0' is not a time"),
    (.llmPerf, llmPerf + "h,m,0,0.5,,0.4,0,550,9,,\n", 2, "end_to_end_latency_s", "less than the time to the first"),
    (.llmPerf, llmPerf + "h,m,0,0.5,,1,0,550,1e3,,\n", 2, "output_tokens", "'1e3' is not a number of tokens"),
    (.llmPerf, llmPerf + "h,m,-1,0.5,,1,0,550,9,,\n", 2, "request_index", "'-1' is not a number"),
    (.llmPerf, llmPerf + ",m,0,0.5,,1,0,550,9,,\n", 2, "provider", "is no name"),
    (.llmPerf, llmPerf + "h\u{1B}[2J,m,0,0.5,,1,0,550,9,,\n", 2, "provider", "has a control character"),
    (
      .llmPerf, llmPerf + "h,m,7,0.5,,1,0,550,9,,\nh,m,7,0.6,,1,0,550,9,,\n", 3, "request_index",
      "'7' is in a row before this one already"
    ),
    (.llmPerf, llmPerf + "h,\"m,0,0.5,,1,0,550,9,,\n", 2, nil, "a quoted field is not closed"),
    (.theFastest, theFastest + "t,cdg,h,,m,,0.5,1000,1,20,\n", 2, "output_tokens_per_s", "'1000' is not a rate"),
    (.theFastest, theFastest + "t,cdg,h,,m,,0.5,0,1,20,\n", 2, "output_tokens_per_s", "'0' is not a rate"),
    (
      .theFastest, theFastest + "t,cdg,h,,m,,0.5,9,1,20,\nt,cdg,h,,m,,0.5,9,1,20,\n", 3, "model",
      "'m' is in a row before this one already"
    ),
  ]

  @Test("an error names file, line and field", arguments: broken)
  func errors(format: LatencyFormat, text: String, line: Int, field: String?, words: String) throws {
    let results = rows(Array(text.utf8), format)
    guard case .failure(let error) = try #require(results.last) else {
      Issue.record("there is no error in \(results)")
      return
    }
    #expect(error.file == "t.csv")
    #expect(error.line == line)
    #expect(error.field == field)
    #expect(error.message.contains(words), "\(error.message)")
  }

  @Test("reading goes on after a broken row, and ends at the most rows")
  func goesOn() {
    let text = Self.llmPerf + "broken\nh,m,0,0.5,,1,0,550,9,,\nh,m,1,0.5,,1,0,550,9,,\nh,m,2,0.5,,1,0,550,9,,\n"
    let results = rows(Array(text.utf8), .llmPerf, maximumRows: 3)
    #expect(results.count == 4)
    #expect(results.count { if case .success = $0 { true } else { false } } == 2)
    guard case .failure(let error) = results[3] else {
      Issue.record("the fourth row is read")
      return
    }
    #expect(error.message.contains("more than 3 rows"))
  }

  @Test("no bytes make the reader trap, and no row passes with a time that is none")
  func fuzz() {
    let good = [
      (LatencyFormat.llmPerf, Self.llmPerf + "h,m,0,0.5,,1,0,550,9,,\nh,m,1,0.5,,1,0,550,9,429,\n"),
      (.theFastest, Self.theFastest + "t,cdg,h,,m,,0.5,9,1,20,\nt,iad,h,,m,,0.5,9,1,20,\n"),
    ]
    _ = Fuzzing.run("latency", seconds: 0.3) { generator in
      let (format, text) = good[generator.index(below: 2)]
      let bytes = Mutation.mutated(Array(text.utf8), using: &generator)
      let results = rows(bytes, format, chunk: 1 + generator.index(below: 50))
      #expect(results.count <= bytes.count { $0 == 0x0A } + 1)
      for case .success(let row) in results {
        #expect(row.firstToken.map { $0.value > 0 } ?? true)
        #expect(row.tokenInterval.map { $0.value > 1 } ?? true)
      }
    }
  }
}
