import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ClientWindowReaderTests {
  private func windows(_ bytes: [UInt8], maximumRows: Int = 1 << 20) -> (rows: [ClientWindow], errors: [FormatError]) {
    var bytes: [UInt8]? = bytes
    var reader = ClientWindowReader<Never>(file: "c", maximumRows: maximumRows) {
      defer { bytes = nil }
      return bytes
    }
    var rows: [ClientWindow] = []
    var errors: [FormatError] = []
    while let row = reader.next() {
      switch row {
      case .success(let window): rows.append(window)
      case .failure(let error): errors.append(error)
      }
    }
    return (rows, errors)
  }

  private func lengths(_ bytes: [UInt8]) -> (rows: [ClientLengths], errors: [FormatError]) {
    var bytes: [UInt8]? = bytes
    var reader = ClientLengthsReader<Never>(file: "c") {
      defer { bytes = nil }
      return bytes
    }
    var rows: [ClientLengths] = []
    var errors: [FormatError] = []
    while let row = reader.next() {
      switch row {
      case .success(let lengths): rows.append(lengths)
      case .failure(let error): errors.append(error)
      }
    }
    return (rows, errors)
  }

  private static let header = "client,window_start_s,rate_rps,interarrival_cv,arrival_family,family_arg1,family_arg2\n"
  private static let lengthHeader = "client,window_start_s,field,p05,p25,p50,p75,p90,p95,p99,mean\n"

  @Test(
    "the published rates are read to the last row",
    arguments: [("deepseek-r1_rates", 3111, 73), ("m-small_rates_2days", 5445, 32)])
  func published(file: String, count: Int, clients: Int) throws {
    let (rows, errors) = windows(try Repository.bytes(of: "Data/Traces/servegen_\(file).csv"))
    #expect(errors == [])
    #expect(rows.count == count)
    #expect(Set(rows.map(\.client)).count == clients)
    #expect(rows.allSatisfy { $0.start % 600 == 0 })
    #expect(rows.contains { if case .weibull = $0.law { true } else { false } })
  }

  @Test("the published lengths are read to the last row")
  func publishedLengths() throws {
    let (rows, errors) = lengths(try Repository.bytes(of: "Data/Traces/servegen_deepseek-r1_lengths.csv"))
    #expect(errors == [])
    #expect(rows.count == 552)
    #expect(
      rows.first
        == ClientLengths(
          client: "0", start: 0, field: .input, quantiles: [49, 63, 143, 414, 657, 793, 900], mean: 263.864))
  }

  @Test("columns are found by name, and a row says all it has")
  func row() {
    let text =
      "Arrival_Family,client,rate_rps,family_arg1,x,window_start_s,interarrival_cv\r\nweibull,\"a,b\",2.5,0.5,?,600,2.1\r\n"
    let (rows, errors) = windows(Array(text.utf8))
    #expect(errors == [])
    #expect(
      rows == [
        ClientWindow(client: "a,b", start: 600, rate: 2.5, coefficientOfVariation: 2.1, law: .weibull(shape: 0.5))
      ])
  }

  @Test(
    "a malformed row is reported with its line and field, and the rest is read",
    arguments: [
      (",0,1,1,Gamma,1,1", "client"), ("a,-600,1,1,Gamma,1,1", "window_start_s"),
      ("a,1.5,1,1,Gamma,1,1", "window_start_s"),
      ("a,99999999999999999999,1,1,Gamma,1,1", "window_start_s"), ("a,0,0,1,Gamma,1,1", "rate_rps"),
      ("a,0,nan,1,Gamma,1,1", "rate_rps"), ("a,0,inf,1,Gamma,1,1", "rate_rps"), ("a,0,-1,1,Gamma,1,1", "rate_rps"),
      ("a,0,1,-1,Gamma,1,1", "interarrival_cv"), ("a,0,1,1,Pareto,1,1", "arrival_family"),
      ("a,0,1,1,Gamma,0,1", "family_arg1"), ("a,0,1,1,Weibull,0.01,1", "family_arg1"),
      ("z,0,1,1,Gamma,1,1", "window_start_s"),
      ("a,0,1,1,Gamma,1", nil), ("a,0,1,1,Gamma,1,1,1", nil), ("\"a,0,1,1,Gamma,1,1", nil),
    ] as [(String, String?)])
  func malformed(row: String, field: String?) {
    let (rows, errors) = windows(Array("\(Self.header)z,0,1,1,Gamma,1,1\n\(row)\nz,600,1,1,Expon,1,1".utf8))
    #expect(rows.map(\.start) == [0, 600])
    #expect(errors.map(\.line) == [3])
    #expect(errors.map(\.field) == [field])
    #expect(errors.first?.file == "c")
  }

  @Test(
    "lengths that fall from one quantile to the next, come twice or belong to nothing are reported",
    arguments: [
      ("0,0,input_tokens,5,4,6,7,8,9,10,7", "p25"), ("0,0,output_tokens,1,2,3,4,5,6,inf,7", "p99"),
      ("0,0,time,1,2,3,4,5,6,7,7", "field"), ("1,0,input_tokens,1,2,3,4,5,6,7,7", "window_start_s"),
    ])
  func malformedLengths(row: String, field: String) {
    let (rows, errors) = lengths(Array("\(Self.lengthHeader)1,0,input_tokens,1,2,3,4,5,6,7,4\n\(row)\n".utf8))
    #expect(rows.count == 1)
    #expect(errors.map(\.field) == [field])
  }

  @Test("an empty file, a missing column and too many rows are one error each")
  func strangeFiles() {
    #expect(windows([]).errors.map(\.message) == ["the file is empty"])
    #expect(windows(Array("client,rate_rps\n1,2\n1,2\n".utf8)).errors.map(\.field) == ["window_start_s"])
    let many = (0..<5).map { "a,\($0 * 600),1,1,Expon,1,1\n" }.joined()
    let (rows, errors) = windows(Array((Self.header + many).utf8), maximumRows: 3)
    #expect(rows.count == 3)
    #expect(errors.map(\.line) == [5])
  }

  @Test("no broken file is a trap, and no line is passed over in silence")
  func fuzz() {
    var generator = SeededGenerator(seed: 14)
    let good = (0..<4).map { "c\($0),600,0.25,1.5,Gamma,0.4,10\n" }.joined()
    let goodLengths = "1,0,input_tokens,1,2,3,4,5,6,7,4\n1,0,output_tokens,1,2,3,4,5,6,7,4\n"
    for _ in 0..<1_500 {
      let body = Mutation.mutated(Array(good.utf8), using: &generator)
      let filled = body.split(separator: 0x0A).count { line in
        let text = line.last == 0x0D ? line.dropLast() : line
        return !text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      }
      let (rows, errors) = windows(Array(Self.header.utf8) + body)
      #expect(rows.count + errors.count == filled)
      for row in rows { #expect(row.rate > 0 && row.rate.isFinite && row.start >= 0) }
      _ = windows(Mutation.mutated(Array((Self.header + good).utf8), using: &generator))
      _ = lengths(Mutation.mutated(Array((Self.lengthHeader + goodLengths).utf8), using: &generator))
    }
  }
}
