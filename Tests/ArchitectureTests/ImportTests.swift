import RoutingTestSupport
import Testing

/// What each target may import (Docs/Architecture.md).
@Suite(.offThePool) struct ImportTests {
  /// The targets, and the modules each may import.
  private static let rules: [(folder: String, allowed: Set<String>)] = [
    ("Sources/RoutingCore", []), ("Sources/RoutingReference", ["RoutingCore"]),
    ("Sources/Routing", ["RoutingCore", "Synchronization"]),
    ("Sources/RoutingFormats", ["RoutingCore"]), ("Sources/ShippedCatalogue", ["RoutingFormats"]),
    ("Sources/ProviderAdapters", ["Routing", "RoutingCore", "Synchronization"]),
    (
      "Sources/FoundationTransport",
      [
        "Foundation", "FoundationNetworking", "GatewayState", "ProviderAdapters", "Routing", "RoutingCore",
        "Synchronization",
      ]
    ),
    ("Sources/RoutingTestKit", ["ProviderAdapters", "Routing", "RoutingCore", "Synchronization"]),
    ("Sources/TrafficReplay", ["RoutingCore"]),
    ("Sources/ReplayReporting", ["Digests", "RoutingCore", "TrafficReplay"]), ("Sources/Digests", []),
    ("Sources/GatewayState", ["Digests", "Routing", "RoutingCore", "Synchronization"]),
    ("Sources/JournalStore", ["Dispatch", "Foundation", "GatewayState", "RoutingCore"]),
    ("Sources/TokenHubClient", ["RoutingCore"]),
    (
      "Sources/TokenHubAPI",
      [
        "Digests", "GatewayState", "ProviderAdapters", "Routing", "RoutingCore", "RoutingFormats", "Synchronization",
        "TokenHubClient",
      ]
    ),
    ("Sources/TokenHubTestKit", ["GatewayState", "Routing", "RoutingCore", "RoutingTestKit"]),
    ("Sources/RegressionGate", ["RoutingCore", "RoutingFormats"]),
    (
      "Benchmarks/RoutingBench",
      [
        "AllocationCounter", "Dispatch", "Foundation", "FoundationTransport", "GatewayState", "ProviderAdapters",
        "RegressionGate", "ReplayReporting", "Routing", "RoutingCore", "RoutingFormats", "RoutingReference",
        "ShippedCatalogue", "Synchronization", "TokenHubAPI", "TrafficReplay", "WorkCounter",
      ]
    ),
  ]

  private static func violations(_ source: String, allowed: Set<String>) -> [String] {
    SourceText.imports(of: source).filter { !allowed.contains($0) }
  }

  @Test("each target imports only what its rule allows, and the core nothing at all", arguments: rules)
  func imports(folder: String, allowed: Set<String>) throws {
    let files = Repository.files(under: folder, ending: ".swift")
    #expect(!files.isEmpty)
    for file in files {
      #expect(Self.violations(try Repository.text(of: file), allowed: allowed) == [], "\(file)")
    }
  }

  @Test("every folder of Sources has a rule")
  func everyTargetHasARule() {
    let folders = Set(Repository.files(under: "Sources", ending: ".swift").map { $0.split(separator: "/")[1] })
    #expect(folders.allSatisfy { folder in Self.rules.contains { $0.folder == "Sources/\(folder)" } })
  }

  @Test(
    "the check sees imports of every form, and none in comments or strings",
    arguments: [
      ("import Foundation", ["Foundation"]),
      ("public import RoutingCore\nimport struct Foundation.Date", ["RoutingCore", "Foundation"]),
      ("@testable import A\n@preconcurrency public import B", ["A", "B"]), ("// import Foundation\n/* import C */", []),
      ("let text = \"import D\"\nlet other = \"\"\"\nimport E\n\"\"\"", []), ("  import F", ["F"]),
    ])
  func checkCanFail(source: String, modules: [String]) {
    #expect(Self.violations(source, allowed: []) == modules)
  }

  @Test("the package depends on no other package")
  func noDependencies() throws {
    #expect(!SourceText.code(of: try Repository.text(of: "Package.swift")).contains(".package("))
  }
}
