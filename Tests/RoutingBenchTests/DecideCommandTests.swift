import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DecideCommandTests {
  private let fixture = Repository.root.appending(path: "Tests/Fixtures/decide.jsonl").path

  @Test("every scenario of a file is answered, in its order, with status 0")
  func file() throws {
    let run = try BenchProcess(["decide", "--scenarios", fixture])
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.lines.count == 320)
    #expect(
      run.lines.first?.hasPrefix(#"{"id":"s0003","decision":{"model_id":"m010-d161","provider_id":"p07""#) == true)
  }

  @Test("a line that cannot be read is answered with its error, the others go on, and the status is 1")
  func garbage() throws {
    let good = try Repository.text(of: "Tests/Fixtures/decide.jsonl").split(separator: "\n")[0]
    let run = try BenchProcess(
      ["decide", "--scenarios", "-"], input: "\(good)\ngarbage\n\n{\"id\":\"x\",\"models\":3}\r\n\(good)")
    #expect(run.status == 1)
    #expect(run.lines.count == 4)
    #expect(run.lines[1].hasPrefix(#"{"id":null,"error":{"line":2,"field":null,"message":"#))
    #expect(run.lines[2].hasPrefix(#"{"id":"x","error":{"line":4,"field":"models","message":"expected an array"#))
    #expect(run.lines[0] == run.lines[3])
    #expect(run.errors.contains("2 malformed lines"))
  }

  @Test("an empty input has no answers")
  func empty() throws {
    let run = try BenchProcess(["decide", "--scenarios", "-"])
    #expect(run.status == 0)
    #expect(run.output == "")
  }
}
