import RoutingCore
import RoutingTestSupport
import Testing

@testable import Routing

/// Where the providers of earlier registries stand today.
@Suite(.offThePool) struct ProviderLineageTests {
  @Test("a provider that stays is found again, one that left is not, even when it comes back")
  func moves() throws {
    var lineage = ProviderLineage(try .of("a/x", "c/x"))
    lineage.move(to: try .of("a/x", "a/y", "c/x"))
    #expect(lineage.roster == 0)
    lineage.move(to: try .of("b/x", "c/x"))
    lineage.move(to: try .of("a/x", "b/x", "c/x"))
    #expect(lineage.roster == 2)
    #expect(lineage.handle(place: 0, roster: 0) == nil)
    #expect(lineage.handle(place: 1, roster: 0)?.index == 2)
    #expect(lineage.handle(place: 0, roster: 1)?.index == 1)
    #expect(lineage.handle(place: 0, roster: 2)?.index == 0)
    #expect(lineage.handle(place: 3, roster: 2) == nil)
    #expect(lineage.handle(place: 0, roster: 3) == nil)
  }

  @Test("rosters older than are kept count as having left")
  func forgetting() throws {
    let odd = try ModelRegistry.of("a/x")
    let even = try ModelRegistry.of("a/x", "b/x")
    var lineage = ProviderLineage(even)
    for number in 1..<ProviderLineage.kept { lineage.move(to: number % 2 == 0 ? even : odd) }
    #expect(lineage.handle(place: 0, roster: 0)?.index == 0)
    lineage.move(to: even)
    #expect(lineage.handle(place: 0, roster: 0) == nil)
    #expect(lineage.handle(place: 0, roster: 1)?.index == 0)
  }
}
