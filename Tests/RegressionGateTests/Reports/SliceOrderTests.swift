import RegressionGate
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct SliceOrderTests {
  @Test("an order reads back as it was written", arguments: [nil, 0, 3])
  func order(row: Int?) {
    let order = SliceOrder(row: row, place: 12, count: 400)
    #expect(SliceOrder(line: order.line, rows: 4) == order)
  }

  @Test(
    "what is no order is refused",
    arguments: ["", "1 2", "1 2 3 4", "4 0 1", "-1 0 1", "0 -1 1", "0 0 0", "0 0 99999999999999", "x 0 1", "0 0 1.5"])
  func refused(line: String) {
    #expect(SliceOrder(line: line, rows: 4) == nil)
  }

  @Test("an answer reads back as it was written, with and without counts", arguments: [nil, 7])
  func answer(count: Int?) {
    let answer = SliceAnswer(cpuNanoseconds: 1_234, allocations: count, instructions: count)
    #expect(SliceAnswer(line: Array(answer.line.utf8)) == answer)
  }

  @Test(
    "what is no answer is refused", arguments: ["", "7", "{}", #"{"cpu_ns":0}"#, #"{"cpu_ns":1,"allocations":"x"}"#])
  func noAnswer(line: String) {
    #expect(SliceAnswer(line: Array(line.utf8)) == nil)
  }
}
