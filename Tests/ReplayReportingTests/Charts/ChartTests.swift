import ReplayReporting
import RoutingCore
import RoutingTestSupport
import Testing

/// What holds of every drawing, whatever it shows.
@Suite(.offThePool) struct ChartTests {
  private static let hostile = "<script>\"&'\u{0}\u{202E}]]></title>"

  /// All kinds of charts of the same values.
  private static func charts(_ values: [Double], name: String = "a") -> [(ChartForm) -> String] {
    let axes = [
      ChartAxis(name), ChartAxis("", unit: .milliseconds, spacing: .logarithmic), ChartAxis("", unit: .share),
    ]
    let pairs = zip(values, values.reversed())
    let series = ChartSeries(name, pairs.map { ChartSeries.Point($0, $1) })
    let lines = axes.flatMap { axis in
      [LineChart.Shape.lines, .steps, .dots].map { shape in
        LineChart(name, description: name, x: axis, y: axis, shape: shape, series: [series, series])
      }
    }
    let scatter = ScatterChart(
      name, description: name, x: axes[0], y: axes[1], better: .topLeft,
      marks: pairs.map { ScatterChart.Mark(name, x: $0, y: $1, series: 9) })
    let intervals = IntervalChart(
      name, description: name, x: axes[0],
      rows: pairs.map { .init(name, .init($0, low: min($0, $1), high: max($0, $1))) } + [.init(name, nil)])
    let shares = ShareChart(
      name, description: name, x: ChartAxis("", unit: .seconds), binWidth: 60, bands: [values, values.reversed()],
      lastIsRest: true)
    return lines.map { $0.svg } + [scatter.svg, intervals.svg, shares.svg]
  }

  /// All numbers of the attributes that say where something is.
  private static func places(_ found: WellFormedness) -> [Double?] {
    found.attributes.filter { ["x", "y", "x1", "x2", "y1", "y2", "d"].contains($0.name) }
      .flatMap { $0.value.split { "MLHVZah ".contains($0) }.map { Double($0) } }
  }

  @Test(
    "charts of nothing, of one point, of equal values and of huge ranges are well-formed, and nothing lies outside",
    arguments: [
      [], [5], [0], [3, 3, 3], [1e-300, 1e300], [-1e300, 0, 1e300], [.nan, 1], [.infinity, -.infinity, 2], [0, 1],
      [1e-9, 2e-9], [1e15, 1e15 + 1], Array(stride(from: 0, to: 1, by: 0.1)),
    ] as [[Double]])
  func strangeValues(values: [Double]) {
    for chart in Self.charts(values) {
      let found = WellFormedness(chart(.embedded(id: "x")))
      #expect(found.problem == nil)
      let places = Self.places(found)
      #expect(places.allSatisfy { $0.map { (-10...460).contains($0) } ?? false }, "\(values) \(places)")
    }
  }

  @Test("names that others chose cannot break a drawing")
  func hostileNames() {
    for chart in Self.charts([1, 2, 3], name: Self.hostile) {
      let text = chart(.standalone)
      #expect(WellFormedness(text).problem == nil)
      #expect(!WellFormedness(text).elements.contains("script"))
      #expect(!text.unicodeScalars.contains("\u{202E}"))
    }
    #expect(WellFormedness(Self.charts([1])[0](.embedded(id: "\"><script>"))).problem == nil)
  }

  @Test("a drawing says what it is, and holds its style only where it stands alone")
  func forms() {
    for chart in Self.charts([1, 2, 3]) {
      let (alone, within) = (WellFormedness(chart(.standalone)), WellFormedness(chart(.embedded(id: "part"))))
      for (found, name) in [(alone, "chart"), (within, "part")] {
        #expect(found.identifiers == ["\(name)-title", "\(name)-description"])
        #expect(found.attributes.contains { $0.name == "role" && $0.value == "img" })
        #expect(
          found.attributes.contains { $0.name == "aria-labelledby" && $0.value == "\(name)-title \(name)-description" })
      }
      #expect(alone.elements.contains("style") && !within.elements.contains("style"))
      #expect(alone.attributes.contains { $0.name == "xmlns" && $0.value == "http://www.w3.org/2000/svg" })
    }
  }

  @Test("values that have no place are counted in the drawing")
  func hidden() {
    let chart = LineChart(
      "t", description: "d", x: ChartAxis("x"), y: ChartAxis("y", spacing: .logarithmic),
      series: [ChartSeries("a", [.init(0, 1), .init(1, 0), .init(2, .nan), .init(3, nil), .init(4, 2)])])
    #expect(chart.svg(.standalone).contains("2 values beyond the axis"))
  }

  @Test("a line is broken where nothing was measured")
  func gaps() {
    let chart = LineChart(
      "t", description: "d", x: ChartAxis("x"), y: ChartAxis("y"),
      series: [ChartSeries("a", [.init(0, 1), .init(1, 1), .init(2, nil), .init(3, 2), .init(4, 2)])])
    let path = WellFormedness(chart.svg(.standalone)).attributes.first { $0.name == "d" }?.value ?? ""
    #expect(path.filter { $0 == "M" }.count == 2 && path.filter { $0 == "L" }.count == 2, "\(path)")
  }

  @Test("an estimate that is not distinguishable from none has a hollow marker, and one without interval has words")
  func markers() {
    func text(_ low: Double, _ high: Double) -> String {
      IntervalChart("t", description: "d", x: ChartAxis("x"), rows: [.init("a", .init(1, low: low, high: high))])
        .svg(.embedded(id: "x"))
    }
    #expect(!text(0.5, 2).contains("hollow"))
    #expect(text(-0.5, 2).contains("hollow") && text(0, 2).contains("hollow"))
    let none = IntervalChart("t", description: "d", x: ChartAxis("x"), rows: [.init("a", nil)])
    #expect(none.svg(.embedded(id: "x")).contains("too little to say"))
  }

  @Test("bands fill the whole of each bin that holds something, in their order, and no other")
  func bands() {
    let chart = ShareChart(
      "t", description: "d", x: ChartAxis("", unit: .seconds), binWidth: 10,
      bands: [[1, 0, 3], [3, 0, 1]], lastIsRest: false)
    let paths = WellFormedness(chart.svg(.embedded(id: "x"))).attributes.filter { $0.name == "d" }.map(\.value)
    // Plot from y = 16 (100 %) to 184 (0 %): the first band takes a quarter, nothing, and three quarters.
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.filter { $0 == "M" }.count == 2 }, "\(paths)")
    let heights = paths.map {
      Set($0.split { "MLZ".contains($0) }.compactMap { $0.split(separator: " ").last.map(String.init) })
    }
    #expect(heights.map { $0.compactMap(Double.init).sorted() } == [[58, 142, 184], [16, 58, 142]])
  }
}
