import RoutingTestSupport
import Testing

/// Inside the core the folders are stages of a request, and the arrows run one way.
@Suite(.offThePool) struct StageOrderTests {
  /// A file may mention types of its own folder and of those before it.
  private static let order = [
    "Quantities", "Text", "JSON", "Messages", "Output", "Registry", "Request", "Directives", "Resolution", "Cost",
    "Budgets",
    "Health", "Learning", "Eligibility", "Scoring", "Selection", "Decision", "Compiled", "Prepared", "Dispatch",
    "Orchestration", "",
  ]

  /// The types of later stages that a file mentions.
  private static func violations(_ source: String, laterTypes: Set<String>) -> [String] {
    SourceText.words(of: source).map(String.init).filter(laterTypes.contains).sorted()
  }

  private static func stage(of file: String) -> String {
    let parts = file.split(separator: "/")
    return parts.count > 3 ? String(parts[2]) : ""
  }

  @Test("no stage of the core knows a later one")
  func arrowsRunOneWay() throws {
    let files = Repository.files(under: "Sources/RoutingCore", ending: ".swift")
    var types: [String: Set<String>] = [:]
    for file in files {
      let stage = Self.stage(of: file)
      #expect(Self.order.contains(stage), "\(file) lies in a folder that is no stage")
      types[stage, default: []].formUnion(SourceText.declaredTypes(in: try Repository.text(of: file)))
    }
    for file in files {
      let place = try #require(Self.order.firstIndex(of: Self.stage(of: file)))
      let later = Self.order[(place + 1)...].reduce(into: Set<String>()) { $0.formUnion(types[$1] ?? []) }
      #expect(Self.violations(try Repository.text(of: file), laterTypes: later) == [], "\(file)")
    }
  }

  @Test("the check finds declarations and mentions, but not in comments")
  func checkCanFail() {
    let declared = SourceText.declaredTypes(
      in: "public final class A {}\nenum B<C> {\n  struct Inner {}\n}\nprivate struct D {}")
    #expect(declared == ["A", "B"])
    #expect(Self.violations("let a: [A] // B\n", laterTypes: ["A", "B"]) == ["A"])
  }
}
