import RoutingTestSupport
import Testing

/// Things that no source file does.
@Suite(.offThePool) struct ForbiddenTests {
  private static let everywhere = [
    "try!", "fatalError", "unsafeBitCast", "Unsafe", "@unchecked", "@inlinable", "nonisolated(unsafe)",
  ]
  /// What one file alone may say, with its reason beside it.
  private static let butInTheMailbox = ["unsafe ", "@safe", "Unmanaged"]
  private static let mailbox = "Sources/Routing/Snapshots/ViewMailbox.swift"
  /// Time and chance are arguments.
  private static let inLibraries = [
    "Date()", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", ".random(",
  ]
  /// Calls that end in the C library, which a host of the core alone may not link.
  private static let inCore = [".rounded(", "stride(from: 0.", "exp(1", "async ", "await ", "Mutex", "print("]

  private static func violations(_ source: String, _ forbidden: [String]) -> [String] {
    let code = SourceText.code(of: source)
    return forbidden.filter(code.contains)
  }

  @Test(
    "no source traps by force, reaches past the type system, or exposes its insides to other modules",
    arguments: [
      "Sources", "Benchmarks",
    ])
  func everywhere(folder: String) throws {
    for file in Repository.files(under: folder, ending: ".swift") {
      let forbidden = Self.everywhere + (file == Self.mailbox ? [] : Self.butInTheMailbox)
      #expect(Self.violations(try Repository.text(of: file), forbidden) == [], "\(file)")
    }
  }

  @Test("the one file with unsafe code is small, and still needs it")
  func mailbox() throws {
    let text = try Repository.text(of: Self.mailbox)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 50)
    #expect(Self.violations(text, Self.butInTheMailbox) == Self.butInTheMailbox)
  }

  /// What of the machine the journal may not touch, which is there for files.
  private static let inTheJournal = inLibraries + ["ProcessInfo", "getenv", "UUID()", "URLSession", "Thread", "print("]

  @Test("the journal touches the machine for files, and neither for clocks and dice nor for anything else")
  func journal() throws {
    let files = Repository.files(under: "Sources/JournalStore", ending: ".swift")
    #expect(!files.isEmpty)
    for file in files { #expect(Self.violations(try Repository.text(of: file), Self.inTheJournal) == [], "\(file)") }
    let names = files.filter { file in
      ((try? Repository.text(of: file)).map { SourceText.imports(of: $0).contains("Foundation") }) ?? true
    }
    #expect(names.allSatisfy { $0.hasPrefix("Sources/JournalStore/Files/") }, "\(names)")
  }

  /// The one target that is all effect.
  private static let rim = "Sources/FoundationTransport/"

  @Test("R-001: no library but the one at the rim reads a clock, and none rolls dice of its own")
  func libraries() throws {
    for file in Repository.files(under: "Sources", ending: ".swift") where !file.hasPrefix(Self.rim) {
      #expect(Self.violations(try Repository.text(of: file), Self.inLibraries) == [], "\(file)")
    }
  }

  /// An observer that takes too long is one by a clock on the wall.
  private static let byTheClock = "Tests/RoutingTestKitTests/Contracts/RoutingObserverContractTests.swift"

  @Test("no test measures by a clock on the wall, which a busy machine fails; processor time is there for that")
  func tests() throws {
    let clocks = ["ContinuousClock", "SuspendingClock"]
    for file in Repository.files(under: "Tests", ending: ".swift") where file != Self.byTheClock {
      let text = try Repository.text(of: file)
      // Few files need a closer look.
      guard clocks.contains(where: text.contains) else { continue }
      #expect(Self.violations(text, clocks) == [], "\(file)")
    }
  }

  @Test("the core neither waits, nor locks, nor prints, nor calls the C library")
  func core() throws {
    for file in Repository.files(under: "Sources/RoutingCore", ending: ".swift") {
      #expect(Self.violations(try Repository.text(of: file), Self.inCore) == [], "\(file)")
    }
  }

  @Test("the check sees what it looks for")
  func checkCanFail() {
    #expect(Self.violations("let x = try! f() // fatalError", Self.everywhere) == ["try!"])
    #expect(Self.violations("let now = Date()", Self.inLibraries) == ["Date()"])
    #expect(Self.violations("x.rounded()", Self.inCore) == [".rounded("])
  }
}
