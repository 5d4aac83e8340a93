// swift-tools-version: 6.3

import PackageDescription

// The package depends on nothing but the toolchain. The arrows between targets run one way, from the
// executable at the rim to RoutingCore, which imports nothing at all; Tests/ArchitectureTests holds them to it.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "swift-tokenhub",
  products: [
    .library(name: "RoutingCore", targets: ["RoutingCore"]),
    .library(name: "Routing", targets: ["Routing"]),
    .library(name: "RoutingFormats", targets: ["RoutingFormats"]),
    .library(name: "ProviderAdapters", targets: ["ProviderAdapters"]),
    .library(name: "FoundationTransport", targets: ["FoundationTransport"]),
    .library(name: "GatewayState", targets: ["GatewayState"]),
    .library(name: "JournalStore", targets: ["JournalStore"]),
    .library(name: "TokenHubAPI", targets: ["TokenHubAPI"]),
    .library(name: "TokenHubClient", targets: ["TokenHubClient"]),
    .library(name: "TokenHubTestKit", targets: ["TokenHubTestKit"]),
    .library(name: "RoutingTestKit", targets: ["RoutingTestKit"]),
    .library(name: "TrafficReplay", targets: ["TrafficReplay"]),
    .library(name: "ReplayReporting", targets: ["ReplayReporting"]),
    .library(name: "ShippedCatalogue", targets: ["ShippedCatalogue"]),
    .executable(name: "routing-bench", targets: ["routing-bench"]),
  ],
  targets: [
    .target(name: "RoutingCore"),
    .target(name: "Routing", dependencies: ["RoutingCore"]),
    .target(name: "RoutingReference", dependencies: ["RoutingCore"]),
    .target(name: "RoutingFormats", dependencies: ["RoutingCore"]),
    .target(name: "ShippedCatalogue", dependencies: ["RoutingCore", "RoutingFormats"]),
    .target(name: "TrafficReplay", dependencies: ["RoutingCore"]),
    .target(name: "ReplayReporting", dependencies: ["Digests", "RoutingCore", "TrafficReplay"]),
    .target(name: "ProviderAdapters", dependencies: ["Routing", "RoutingCore"]),
    .target(
      name: "FoundationTransport", dependencies: ["GatewayState", "ProviderAdapters", "Routing", "RoutingCore"]),
    .target(name: "RoutingTestKit", dependencies: ["ProviderAdapters", "Routing", "RoutingCore"]),
    .target(name: "Digests"),
    .target(name: "GatewayState", dependencies: ["Digests", "Routing", "RoutingCore"]),
    .target(name: "JournalStore", dependencies: ["GatewayState", "RoutingCore"]),
    .target(name: "TokenHubClient", dependencies: ["RoutingCore"]),
    .target(
      name: "TokenHubAPI",
      dependencies: [
        "Digests", "GatewayState", "ProviderAdapters", "Routing", "RoutingCore", "RoutingFormats", "TokenHubClient",
      ],
      exclude: ["Admin/UI/console.html"]),
    .target(name: "TokenHubTestKit", dependencies: ["GatewayState", "Routing", "RoutingCore", "RoutingTestKit"]),
    .target(name: "RegressionGate", dependencies: ["RoutingCore", "RoutingFormats"]),
    .target(name: "AllocationCounter", path: "Benchmarks/AllocationCounter"),
    .target(name: "WorkCounter", path: "Benchmarks/WorkCounter"),
    .executableTarget(
      name: "routing-bench",
      dependencies: [
        "AllocationCounter", "FoundationTransport", "GatewayState", "ProviderAdapters", "RegressionGate",
        "ReplayReporting", "Routing", "RoutingCore", "RoutingFormats", "RoutingReference", "ShippedCatalogue",
        "TokenHubAPI", "TrafficReplay", "WorkCounter",
      ],
      path: "Benchmarks/RoutingBench"),

    .target(
      name: "RoutingTestSupport", dependencies: ["RoutingCore", "RoutingReference"],
      path: "Tests/RoutingTestSupport"),
    .testTarget(name: "RoutingTestSupportTests", dependencies: ["RoutingTestSupport"]),
    .testTarget(
      name: "RoutingCoreTests", dependencies: ["RoutingCore", "RoutingReference", "RoutingTestSupport"]),
    .testTarget(
      name: "RoutingTests", dependencies: ["Routing", "RoutingCore", "RoutingTestKit", "RoutingTestSupport"]),
    .testTarget(
      name: "RoutingTestKitTests", dependencies: ["Routing", "RoutingCore", "RoutingTestKit", "RoutingTestSupport"]),
    .testTarget(
      name: "ProviderAdaptersTests", dependencies: ["ProviderAdapters", "Routing", "RoutingCore", "RoutingTestSupport"]),
    .testTarget(
      name: "RoutingFormatsTests",
      dependencies: ["RoutingCore", "RoutingFormats", "RoutingReference", "RoutingTestSupport", "ShippedCatalogue"]),
    .testTarget(
      name: "TrafficReplayTests",
      dependencies: ["RoutingCore", "RoutingFormats", "RoutingTestSupport", "ShippedCatalogue", "TrafficReplay"]),
    .testTarget(
      name: "ReplayReportingTests",
      dependencies: ["ReplayReporting", "RoutingCore", "RoutingTestSupport", "TrafficReplay"]),
    .testTarget(
      name: "RegressionGateTests", dependencies: ["RegressionGate", "RoutingFormats", "RoutingTestSupport"]),
    .testTarget(
      name: "FoundationTransportTests",
      dependencies: [
        "FoundationTransport", "ProviderAdapters", "Routing", "RoutingCore", "RoutingTestKit", "RoutingTestSupport",
        "TokenHubTestKit",
      ]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests", "RoutingCore", "RoutingTestSupport"]),
    .target(
      name: "GatewayDoubles", dependencies: ["Digests", "GatewayState", "Routing", "RoutingCore"],
      path: "Tests/GatewayDoubles"),
    .testTarget(
      name: "GatewayStateTests",
      dependencies: [
        "Digests", "GatewayDoubles", "GatewayState", "Routing", "RoutingCore", "RoutingTestKit", "RoutingTestSupport",
      ]),
    .testTarget(
      name: "JournalStoreTests",
      dependencies: ["GatewayState", "JournalStore", "RoutingCore", "RoutingTestSupport", "TokenHubTestKit"]),
    .testTarget(
      name: "TokenHubTestKitTests",
      dependencies: [
        "Digests", "GatewayDoubles", "GatewayState", "Routing", "RoutingCore", "RoutingTestKit", "RoutingTestSupport",
        "TokenHubTestKit",
      ]),
    .testTarget(
      name: "TokenHubClientTests", dependencies: ["RoutingCore", "RoutingTestSupport", "TokenHubClient"]),
    .target(
      name: "GatewayTestSupport",
      dependencies: [
        "GatewayDoubles", "GatewayState", "ProviderAdapters", "Routing", "RoutingCore", "RoutingTestKit", "TokenHubAPI",
      ],
      path: "Tests/GatewayTestSupport"),
    .testTarget(
      name: "GatewayTestSupportTests",
      dependencies: ["GatewayTestSupport", "ProviderAdapters", "RoutingCore", "RoutingTestSupport", "TokenHubAPI"]),
    .testTarget(
      name: "TokenHubAPITests",
      dependencies: [
        "Digests", "FoundationTransport", "GatewayDoubles", "GatewayState", "GatewayTestSupport", "JournalStore",
        "ProviderAdapters", "Routing", "RoutingCore", "RoutingFormats", "RoutingTestKit", "RoutingTestSupport",
        "TokenHubAPI", "TokenHubClient",
      ]),
    .testTarget(
      name: "GatewaySocketTests",
      dependencies: [
        "Digests", "FoundationTransport", "GatewayDoubles", "GatewayState", "GatewayTestSupport", "JournalStore",
        "ProviderAdapters", "Routing", "RoutingCore", "RoutingFormats", "RoutingTestKit", "RoutingTestSupport",
        "TokenHubAPI", "TokenHubClient",
      ]),
    .testTarget(name: "RoutingBenchTests", dependencies: ["routing-bench", "RoutingTestSupport"]),
    .testTarget(name: "ArchitectureTests", dependencies: ["RoutingTestSupport"]),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "FoundationTransport", "GatewayState", "JournalStore", "ProviderAdapters", "Routing", "RoutingCore",
        "RoutingFormats", "RoutingTestSupport", "ShippedCatalogue", "TokenHubAPI",
      ]),
  ]
)

for target in package.targets where !["AllocationCounter", "WorkCounter"].contains(target.name) {
  target.swiftSettings = settings
}
