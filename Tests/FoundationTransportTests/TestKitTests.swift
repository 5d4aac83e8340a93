import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// What the contracts find in implementations that are wrong on purpose.
@Suite(.timeLimit(.minutes(60))) struct TestKitTests {
  @Test("the contract of transports finds each fault", arguments: BrokenTransport.Fault.allCases)
  func transports(fault: BrokenTransport.Fault) async throws {
    let contract = HTTPTransportContract(serverURL: try LocalServer.shared.url, patience: 1_000) {
      BrokenTransport(fault)
    }
    let clause = try #require(HTTPTransportContract.Clause(rawValue: fault.clause))
    let violations = await contract.run([clause])
    #expect(!violations.isEmpty)
    #expect(violations.allSatisfy { $0.clause == fault.clause && !$0.seen.isEmpty })
  }

  @Test("the contract of time sources finds each fault", arguments: BrokenTimeSource.Fault.allCases)
  func timeSources(fault: BrokenTimeSource.Fault) async throws {
    let contract = TimeSourceContract(patience: 500) { BrokenTimeSource(fault) }
    let clause = try #require(TimeSourceContract<BrokenTimeSource>.Clause(rawValue: fault.clause))
    let violations = await contract.run([clause])
    #expect(!violations.isEmpty)
    #expect(violations.allSatisfy { $0.clause == fault.clause && !$0.seen.isEmpty })
  }

  @Test("a time source that is turned by hand keeps the contract")
  func handTurned() async {
    let contract = TimeSourceContract(makeSource: { HandTurnedTime() }) { source, time in source.turn(by: time) }
    #expect(await contract.run() == [])
  }

  @Test("without its server the contract finds fault with every clause, and says so instead of hanging")
  func noServer() async {
    let contract = HTTPTransportContract(serverURL: "http://127.0.0.1:1", patience: 500) {
      BrokenTransport(.namesNothing)
    }
    let clauses = Set(await contract.run().map(\.clause))
    #expect(clauses == Set(HTTPTransportContract.Clause.allCases.map(\.rawValue)))
  }
}
