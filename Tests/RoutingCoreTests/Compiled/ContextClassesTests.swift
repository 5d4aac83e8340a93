@testable import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ContextClassesTests {
  @Test(
    "R-304: a row holds every model that fits and, where the classes are exact, no other", arguments: [3, 64, 65, 500])
  func rows(distinct: Int) {
    var generator = SeededGenerator(seed: UInt64(distinct))
    let windows: [Int?] = (0..<distinct).map { 1 + $0 * 37 + generator.index(below: 30) } + [nil, nil]
    let classes = ContextClasses(windows: windows)
    #expect(classes.isExact == (distinct <= ContextClasses.limit))
    #expect(classes.thresholds.count <= ContextClasses.limit)
    let needs = [0, 1, Int.max] + windows.compactMap { $0 }.flatMap { [$0 - 1, $0, $0 + 1] }
    for need in needs {
      let row = classes.row(forNeed: need)
      for window in windows {
        let isInRow = row < classes.thresholds.count ? (window ?? .max) >= classes.thresholds[row] : window == nil
        let fits = (window ?? .max) >= need
        if fits { #expect(isInRow, "\(String(describing: window)) fits \(need)") }
        if classes.isExact { #expect(isInRow == fits, "\(String(describing: window)) for \(need)") }
      }
    }
  }
}
