import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct LengthDistributionTests {
  private func records(_ file: String) throws -> [TraceRecord] {
    var chunks = [try Repository.bytes(of: "Data/Traces/\(file)")]
    var reader = TraceReader<Never> { chunks.popLast() }
    var records: [TraceRecord] = []
    while let item = reader.next() {
      guard case .record(let record) = item else { continue }
      records.append(record)
    }
    return records
  }

  @Test(
    "the shipped distributions are those of the shipped traces, knot by knot",
    arguments: [
      ("AzureLLMInferenceTrace_code.csv", LengthDistribution.code),
      ("AzureLLMInferenceTrace_conv.csv", .conversation), ("mooncake_conversation_trace.jsonl", .longContext),
    ])
  func shipped(file: String, shipped: LengthDistribution) throws {
    #expect(LengthDistribution(fitting: try records(file)) == shipped)
  }

  @Test("drawn lengths have the quantiles of the trace they were fitted to")
  func draws() throws {
    let trace = try records("AzureLLMInferenceTrace_conv.csv")
    let distribution = try #require(LengthDistribution(fitting: trace))
    var generator = SeededGenerator(seed: 2)
    let draws = (0..<50_000).map { _ in distribution.draw(using: &generator) }
    for share in [0.1, 0.5, 0.9] {
      let drawn = Percentiles(draws.map { Double($0.output.value) }).value(at: share)
      let traced = Percentiles(trace.map { Double($0.outputTokens.value) }).value(at: share)
      #expect(abs(drawn - traced) <= 0.1 * traced + 5, "p\(share * 100) \(drawn) against \(traced)")
    }
  }

  @Test("fewer records than bands cannot be fitted")
  func tooFew() {
    let record = TraceRecord(arrival: .zero, inputTokens: 5, outputTokens: 7)
    #expect(LengthDistribution(fitting: [record, record, record]) == nil)
    #expect(LengthDistribution(fitting: [record, record, record, record]) != nil)
  }
}
