import FoundationTransport
import RoutingTestKit
import RoutingTestSupport
import Testing

/// The contract that every transport is held to, here for this one.
@Suite struct TransportContractTests {
  @Test(
    "the transport keeps every clause of the contract", .timeLimit(.minutes(1)),
    arguments: HTTPTransportContract.Clause.allCases)
  func contract(clause: HTTPTransportContract.Clause) async throws {
    let contract = HTTPTransportContract(serverURL: try LocalServer.shared.url) { FoundationHTTPTransport() }
    #expect(await contract.run([clause]) == [])
  }

  @Test("the machine's clocks keep the contract of a time source", .timeLimit(.minutes(1)))
  func time() async {
    #expect(await TimeSourceContract { SystemTimeSource() }.run() == [])
  }
}
