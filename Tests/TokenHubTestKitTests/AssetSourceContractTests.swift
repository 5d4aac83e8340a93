import GatewayState
import RoutingTestKit
import RoutingTestSupport
import Synchronization
import Testing
import TokenHubTestKit

@Suite(.offThePool) struct AssetSourceContractTests {
  /// A source that is right but for one thing.
  private final class Source: AssetSource {
    private let broken: AssetSourceContract.Clause?
    private let reads = Atomic<Int>(0)

    init(broken: AssetSourceContract.Clause? = nil) { self.broken = broken }

    var page: [UInt8] {
      let count = reads.wrappingAdd(1, ordering: .relaxed).newValue
      return switch broken {
      case .pageIsText: [0xFF]
      case .answersStay: Array("<p>\(count)</p>".utf8)
      case .assetsHaveTypes, .namesStayInside, nil: Array("<p></p>".utf8)
      }
    }

    func asset(_ name: String) -> Asset? {
      guard name == "app.css" || broken == .namesStayInside else { return nil }
      return Asset(bytes: [1], mediaType: broken == .assetsHaveTypes ? "" : "text/css")
    }
  }

  @Test("a source that keeps to the protocol passes")
  func right() async {
    #expect(await AssetSourceContract(names: ["app.css"]) { Source() }.run() == [])
  }

  @Test("each clause finds the source that breaks it", arguments: AssetSourceContract.Clause.allCases)
  func broken(clause: AssetSourceContract.Clause) async {
    let violations = await AssetSourceContract(names: ["app.css"]) { Source(broken: clause) }.run()
    #expect(Set(violations.map(\.clause)) == [clause.rawValue])
  }
}
