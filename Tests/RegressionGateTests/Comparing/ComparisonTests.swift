import RegressionGate
import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ComparisonTests {
  private static let rule = ComparisonRule(tolerance: 0.05, instructionTolerance: 0.01)

  private static func compare(_ base: ReportText, _ new: ReportText) throws -> Comparison {
    try Comparison(base: base.report(), new: new.report("new.json"), rule: rule)
  }

  @Test("a report compared with itself has nothing to tell")
  func same() throws {
    let comparison = try Self.compare(ReportText(), ReportText())
    #expect(comparison.regressions == 0)
    #expect(comparison.rows.map(\.verdict) == [.unchanged, .yardstick])
    #expect(comparison.rows[0].slowdown == Interval(middle: 0, low: 0, high: 0))
  }

  @Test(
    "a row regresses beyond the tolerance, by its median",
    arguments: [
      ([3.7e6, 3.7e6, 3.7e6], RowComparison.Verdict.regressed([.slower])), ([3.9e6, 3.9e6, 3.9e6], .unchanged),
      ([4.4e6, 4.4e6, 4.4e6], .faster), ([4e6, 4e6, 1e6], .unchanged), ([4.1e6, 4.1e6, 4.1e6], .unchanged),
    ])
  func tolerance(rates: [Double], verdict: RowComparison.Verdict) throws {
    #expect(try Self.compare(ReportText(), ReportText().with { $0.rates = rates }).rows[0].verdict == verdict)
  }

  @Test("what slowed the calibration loop beside it slowed the row, whatever the reference did at other moments")
  func slowMachine() throws {
    let slower = ReportText().with { $0.rates = [2e6, 2e6, 2e6] }
    #expect(try Self.compare(ReportText(), slower).regressions == 1)
    let machine = slower.with { $0.calibration = [5e7, 5e7, 5e7] }
    #expect(try Self.compare(ReportText(), machine).regressions == 0)
  }

  @Test("what the calibration loop did not notice but the reference did is the machine's doing")
  func bothMustSaySo() throws {
    let slower = ReportText().with { $0.rates = [2e6, 2e6, 2e6] }
    #expect(try Self.compare(ReportText(), slower).regressions == 1)
    let machine = slower.with(row: 1) { $0.rates = [5e3, 5e3, 5e3] }
    #expect(try Self.compare(ReportText(), machine).regressions == 0)
  }

  @Test("a median beyond the tolerance is chance while the interval holds zero")
  func chance() throws {
    let (base, new) = (
      ReportText().with {
        $0.rates = [4e6, 4e6, 4e6, 4e6, 4e6]; $0.calibration = [1, 1, 1, 1, 1]
      },
      ReportText().with {
        $0.rates = [5e6, 4.6e6, 3.7e6, 3e6, 3e6]; $0.calibration = [1, 1, 1, 1, 1]
      }
    )
    var (alone, other) = (base, new)
    alone.rows.removeLast()
    other.rows.removeLast()
    let row = try Self.compare(alone, other).rows[0]
    #expect(try #require(row.slowdown).middle > 0.05)
    #expect(row.verdict == .unchanged)
  }

  @Test(
    "one more block of memory where there was none is a regression, and elsewhere what exceeds the tolerance",
    arguments: [
      ("0", "0", false), ("0", "0.001", true), ("0", "0.000001", true), ("10", "10.4", false), ("10", "10.6", true),
      ("null", "9", false),
    ])
  func allocations(base: String, new: String, regresses: Bool) throws {
    let comparison = try Self.compare(
      ReportText().with { $0.allocations = base }, ReportText().with { $0.allocations = new })
    #expect(comparison.rows[0].verdict == (regresses ? .regressed([.allocates]) : .unchanged))
  }

  @Test(
    "a path that learns may take a block in a thousand decisions, and no more",
    arguments: [("0", "0.001", false), ("0.0001", "0.0009", false), ("0", "0.0011", true), ("0.002", "0.003", true)])
  func learning(base: String, new: String, regresses: Bool) throws {
    func report(_ allocations: String) -> ReportText {
      ReportText().with {
        $0.path = "prepared-live"
        $0.allocations = allocations
      }
    }
    let comparison = try Self.compare(report(base), report(new))
    #expect(comparison.rows[0].verdict == (regresses ? .regressed([.allocates]) : .unchanged))
  }

  @Test("instructions have a tolerance of their own", arguments: [("1009", false), ("1011", true), ("900", false)])
  func instructions(new: String, regresses: Bool) throws {
    let comparison = try Self.compare(
      ReportText().with { $0.instructions = "1000" }, ReportText().with { $0.instructions = new })
    #expect(comparison.rows[0].verdict == (regresses ? .regressed([.instructions]) : .unchanged))
  }

  @Test("reports that only counted instructions can be compared")
  func onlyInstructions() throws {
    let counted = ReportText().with {
      ($0.rates, $0.calibration, $0.instructions) = ([], [], "1000")
    }
    #expect(try Self.compare(counted, counted.with { $0.instructions = "1100" }).regressions == 1)
    #expect(try Self.compare(ReportText(), counted).regressions == 0)
  }

  @Test("the reference is shown and not judged")
  func yardstick() throws {
    let new = ReportText().with(row: 1) {
      $0.rates = [1e3, 1e3, 1e3]
      $0.allocations = "99"
    }
    #expect(try Self.compare(ReportText(), new).rows[1].verdict == .yardstick)
  }

  @Test("a row that is gone closes the gate, a new one does not")
  func goneAndNew() throws {
    var fewer = ReportText()
    fewer.rows.removeFirst()
    let gone = try Self.compare(ReportText(), fewer)
    #expect(gone.rows.map(\.verdict) == [.yardstick, .missing])
    #expect(gone.regressions == 1)
    let new = try Self.compare(fewer, ReportText())
    #expect(new.rows.map(\.verdict) == [.yardstick, .added])
    #expect(new.regressions == 0)
  }

  @Test(
    "reports of other work are not compared, and the error names both files and the field",
    arguments: [
      ("{\"version\":1}", "{\"version\":2}", "new.json:3: calibration.version: is 2, but 1 in base.json"),
      ("\"seed\":1", "\"seed\":7", "new.json:1: seed: is 7, but 1 in base.json"),
      ("\"2026-11-21\"", "null", "new.json:1: catalogue_date: is null, but '2026-11-21' in base.json"),
    ])
  func otherWork(found: String, replacement: String, message: String) throws {
    let text = ReportText().text.replacing(found, with: replacement)
    let new = try BenchReport(parsing: Array(text.utf8), file: "new.json")
    let base = try ReportText().report()
    let error = #expect(throws: FormatError.self) { try Comparison(base: base, new: new, rule: Self.rule) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
  }

  @Test("rows over other traffic, or of other rounds, are not compared")
  func otherRows() throws {
    let traffic = #expect(throws: FormatError.self) {
      try Self.compare(ReportText(), ReportText().with { $0.candidates = "36" })
    }
    #expect(traffic?.field == "results[0].candidates")
    let rounds = #expect(throws: FormatError.self) {
      try Self.compare(
        ReportText(),
        ReportText().with {
          $0.rates.removeLast()
          $0.calibration.removeLast()
        })
    }
    #expect(rounds?.message.hasPrefix("has 2 rounds, but 3 in base.json") == true)
  }

  @Test("over noise of this kind, one row of five that is 5 % slower is seen nine times of ten, and nothing else ever")
  func power() throws {
    let rule = ComparisonRule(tolerance: 0.03, instructionTolerance: 0.01)
    var generator = SeededGenerator(seed: 11)
    // A pair of slices differs by some per cent, one in twenty by a burst, and each launch by half a per cent.
    func launches(_ shift: Double) -> [[Double]] {
      (0..<5).map { _ in
        let luck = (generator.unit() - 0.5) * 0.01
        return (0..<20).map { _ in
          shift + luck + (generator.unit() - 0.5) * 0.06 + (generator.unit() < 0.05 ? generator.unit() - 0.5 : 0)
        }
      }
    }
    var (seen, alarms) = (0, 0)
    for _ in 0..<10 {
      let evidence = (0..<5).map {
        RowEvidence(key: RowKey(path: "p\($0)", models: 64), slowdowns: launches($0 == 3 ? 0.0488 : 0))
      }
      for row in Comparison(evidence, rule: rule).rows where row.isRegression {
        if row.key.path == "p3" { seen += 1 } else { alarms += 1 }
      }
    }
    #expect(seen >= 9)
    #expect(alarms == 0)
  }
}
