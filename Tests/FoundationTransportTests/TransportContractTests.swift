import FoundationTransport
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// The contract that every transport is held to, here for this one.
@Suite struct TransportContractTests {
  @Test(
    "the transport keeps every clause of the contract", .timeLimit(.minutes(60)),
    arguments: HTTPTransportContract.Clause.allCases)
  func contract(clause: HTTPTransportContract.Clause) async throws {
    let contract = HTTPTransportContract(serverURL: try LocalServer.shared.url, patience: 10_000) {
      FoundationHTTPTransport()
    }
    let violations = await contract.run([clause])
    #expect(violations == [])
  }

  @Test("the machine's clocks keep the contract of a time source", .timeLimit(.minutes(60)))
  func time() async {
    let violations = await TimeSourceContract { SystemTimeSource() }.run()
    #expect(violations == [])
  }
}
