import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct TraceReaderTests {
  /// Reads a text, cut into chunks of a few bytes.
  private func read(_ text: String, format: TraceFormat? = nil) -> (records: [TraceRecord], errors: [FormatError]) {
    read(Array(text.utf8), format: format, chunkSize: 7)
  }

  private func read(
    _ bytes: [UInt8], format: TraceFormat? = nil, chunkSize: Int = 1 << 16
  ) -> (records: [TraceRecord], errors: [FormatError]) {
    var rest = bytes[...]
    var reader = TraceReader<Never>(file: "t", format: format) {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(chunkSize) }
      return Array(rest.prefix(chunkSize))
    }
    var records: [TraceRecord] = []
    var errors: [FormatError] = []
    while let item = reader.next() {
      switch item {
      case .record(let record): records.append(record)
      case .malformed(let error): errors.append(error)
      }
    }
    return (records, errors)
  }

  @Test(
    "the real traces are read to the last row",
    arguments: [
      ("AzureLLMInferenceTrace_code.csv", 7491), ("AzureLLMInferenceTrace_conv.csv", 14_592),
      ("mooncake_conversation_trace.jsonl", 4665), ("mooncake_synthetic_trace.jsonl", 2254),
      ("burstgpt3_head105.csv", 105),
    ])
  func realTraces(file: String, count: Int) throws {
    let (records, errors) = read(try Repository.bytes(of: "Data/Traces/\(file)"))
    #expect(records.count == count)
    #expect(errors == [])
    #expect(zip(records, records.dropFirst()).allSatisfy { $0.arrival <= $1.arrival })
    if file.hasPrefix("mooncake") { #expect(records.allSatisfy { !$0.prefixBlocks.isEmpty }) }
    if file.hasPrefix("burst") { #expect(records.allSatisfy { $0.session?.count == 8 }) }
  }

  @Test("Azure's rows give time and lengths, with CRLF too")
  func azure() {
    let (records, errors) = read(
      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n1970-01-01T00:00:01Z,1,0\r\n")
    #expect(errors == [])
    #expect(
      records == [
        TraceRecord(arrival: Moment(nanoseconds: 1_700_158_623_979_960_000), inputTokens: 4808, outputTokens: 10),
        TraceRecord(arrival: Moment(nanoseconds: 1_000_000_000), inputTokens: 1, outputTokens: 0),
      ])
  }

  @Test(
    "BurstGPT's columns are found by name, be there four, six or eight, in any order",
    arguments: [
      "Timestamp,Session ID,Request tokens,Response tokens\n5.5,s,9,8",
      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5.5,ChatGPT,9,8,17,API log",
      "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5.5,s,1,ChatGPT,9,8,17,x",
      "response tokens, Request Tokens ,\"TIMESTAMP\"\n8,9,\"5.5\"",
    ])
  func burstGPT(text: String) {
    let (records, errors) = read(text)
    #expect(errors == [])
    #expect(records.count == 1)
    #expect(records.first?.arrival == Moment(nanoseconds: 5_500_000_000))
    #expect(records.first?.inputTokens == 9)
    #expect(records.first?.outputTokens == 8)
    #expect(records.first?.session == (text.contains("Session") ? "s" : nil))
    #expect(records.first?.modelHint == (text.contains("Model") ? "ChatGPT" : nil))
  }

  @Test("Mooncake's rows give prefix blocks, and members nobody asked for are passed over")
  func mooncake() {
    let (records, errors) = read(
      #"{"timestamp": 27.5, "input_length": 6758, "x": {"y": [null]}, "output_length": 500, "hash_ids": [0, 46]}"#)
    #expect(errors == [])
    #expect(
      records == [
        TraceRecord(
          arrival: Moment(nanoseconds: 27_500_000), inputTokens: 6758, outputTokens: 500, prefixBlocks: [0, 46])
      ])
  }

  @Test("what is written in our own format reads back to the nanosecond")
  func roundTrip() {
    var generator = SeededGenerator(seed: 31)
    let records = (0..<500).map { number in
      TraceRecord(
        arrival: Moment(nanoseconds: Int64(bitPattern: generator.next()) >> Int64(generator.index(below: 64))),
        inputTokens: TokenCount(clamping: Int(generator.next() >> 10)), outputTokens: TokenCount(clamping: number),
        session: number % 3 == 0 ? "s\"\(number)" : nil, modelHint: number % 4 == 0 ? "m" : nil,
        prefixBlocks: Array(0..<number % 5))
    }
    let (read, errors) = read(records.flatMap { TraceWriter.line($0) }, chunkSize: 100)
    #expect(errors == [])
    #expect(read == records)
  }

  @Test(
    "a malformed row is reported with its line and field, and the rest is read",
    arguments: [
      (
        "TIMESTAMP,ContextTokens,GeneratedTokens\n", "2023-11-16 18:17:03,5,6\n",
        [
          ("2023-13-16 18:17:03,5,6", "TIMESTAMP"), ("2023-02-30 18:17:03,5,6", "TIMESTAMP"),
          ("2023-11-16 18:17:60,5,6", "TIMESTAMP"), ("1969-11-16 18:17:00,5,6", "TIMESTAMP"), ("now,5,6", "TIMESTAMP"),
          ("2023-11-16 18:17:03,,6", "ContextTokens"), ("2023-11-16 18:17:03,5,-6", "GeneratedTokens"),
          ("2023-11-16 18:17:03,5.5,6", "ContextTokens"),
          ("2023-11-16 18:17:03,99999999999999999999,6", "ContextTokens"),
          ("2023-11-16 18:17:03,5", nil), ("2023-11-16 18:17:03,5,6,7", nil), ("\"2023,5,6", nil),
        ]
      ),
      (
        "", "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}\n",
        [
          ("{\"timestamp\": 1, \"input_length\": 5}", "output_length"),
          ("{\"timestamp\": \"1\", \"input_length\": 5, \"output_length\": 6}", "timestamp"),
          ("{\"timestamp\": 1e300, \"input_length\": 5, \"output_length\": 6}", "timestamp"),
          ("{\"timestamp\": 1, \"input_length\": 5.5, \"output_length\": 6}", "input_length"),
          ("{\"timestamp\": 1, \"input_length\": -5, \"output_length\": 6}", "input_length"),
          ("{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 6, \"hash_ids\": [1.5]}", "hash_ids"),
          ("{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 6, \"hash_ids\": 7}", "hash_ids"),
          ("{\"timestamp\": 1, \"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}", "timestamp"),
          ("{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 6", nil), ("[]", nil), ("\u{0}\u{1}", nil),
        ]
      ),
    ] as [(String, String, [(String, String?)])])
  func malformed(header: String, good: String, rows: [(String, String?)]) {
    for (row, field) in rows {
      let (records, errors) = read(header + good + row + "\n" + good)
      #expect(records.count == 2, "\(row)")
      #expect(errors.count == 1, "\(row)")
      #expect(errors.first?.line == (header.isEmpty ? 2 : 3), "\(row)")
      #expect(errors.first?.field == field, "\(row)")
      #expect(errors.first?.file == "t")
    }
  }

  @Test("a missing column is one error that names it", arguments: ["Timestamp,Request tokens\n1,2\n1,2\n"])
  func missingColumn(text: String) {
    let (records, errors) = read(text)
    #expect(records == [])
    #expect(errors.map(\.field) == ["Response tokens"])
  }

  @Test(
    "an empty file, a strange one and one of lines too long end in one clear error, a bare header in none",
    arguments: [
      ("", "the file is empty"), ("\n \n", "the file is empty"), ("PK\u{3}\u{4}", "is of no known format"),
      ("{\"a\": 1}", "is of no known format"),
    ])
  func strangeFiles(text: String, message: String) {
    let (records, errors) = read(text)
    #expect(records == [])
    #expect(errors.count == 1)
    #expect(errors.first?.message.contains(message) == true)
    #expect(read("TIMESTAMP,ContextTokens,GeneratedTokens\n").errors == [])
    #expect(
      read(Array(repeating: 65, count: 3 << 20)).errors.map(\.message) == ["the line is longer than 1048576 bytes"])
  }

  @Test("a file cut in the middle of a row gives the rows before it and one error")
  func truncated() throws {
    let whole = try Repository.bytes(of: "Data/Traces/mooncake_conversation_trace.jsonl")
    let (records, errors) = read(Array(whole.prefix(100_000)))
    #expect(records.count > 300)
    #expect(errors.map(\.line) == [records.count + 1])
  }

  @Test("a row reads the same with and without quotations, whatever is wrong with it")
  func quotations() {
    var generator = SeededGenerator(seed: 5)
    func pick(_ texts: [String]) -> String { texts[generator.index(below: texts.count)] }
    let times = [
      "2023-11-16 18:17:03.9799600", "2023-11-16T18:17:03Z", "2024-02-29 00:00:00+00:00", "2023-02-29 00:00:00",
      "2023-11-16 18:17:60", "2023-11-16 18:17:03.", "+023-11-16 18:17:03", "2023-11-16 18:17:3", "1.5", "-7", "0.",
      ".5",
      "1.2.3", "9223372036.854775807", "9223372036.854775808", "1.0000000009", "1e3", "", "x",
    ]
    let numbers = [
      "0", "17", "007", "-1", "9007199254740992", "9007199254740993", "99999999999999999999", "1.0", " 5", "",
    ]
    for header in [
      "TIMESTAMP,ContextTokens,GeneratedTokens", "Model,Response tokens,Timestamp,Request tokens,Session ID",
    ] {
      let isAzure = header.hasPrefix("T")
      var valid = 0
      for _ in 0..<4_000 {
        var fields =
          isAzure
          ? [pick(times), pick(numbers), pick(numbers)]
          : [pick(["", "GPT-4", "é"]), pick(numbers), pick(times), pick(numbers), pick(["", "a b"])]
        if generator.unit() < 0.1 { fields.append("1") }
        if generator.unit() < 0.1 { fields.removeLast() }
        let plain = read("\(header)\n\(fields.joined(separator: ","))")
        let quoted = read("\(header)\n\(fields.map { "\"\($0)\"" }.joined(separator: ","))")
        #expect(plain.records == quoted.records)
        #expect(plain.errors == quoted.errors)
        valid += plain.records.count
      }
      #expect(valid > 50)
    }
  }

  @Test("what the writer of tables writes, the reader reads, to the nanosecond")
  func table() {
    var generator = SeededGenerator(seed: 6)
    let records = (0..<2_000).map { number in
      TraceRecord(
        arrival: Moment(nanoseconds: Int64(bitPattern: generator.next()) >> Int64(number % 60)),
        inputTokens: TokenCount(clamping: Int(generator.next() >> UInt64(10 + number % 53))),
        outputTokens: TokenCount(clamping: number))
    }
    var bytes = TraceTableWriter.header
    for record in records { TraceTableWriter.append(record, to: &bytes) }
    let read = read(bytes)
    #expect(read.errors == [])
    #expect(read.records == records)
  }
}
