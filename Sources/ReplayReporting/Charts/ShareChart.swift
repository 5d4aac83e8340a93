/// How a whole is divided over time: bands on top of each other, each with the letter that a legend explains.
///
/// A band is as thick as its share of the bin; bins in which nothing happened are left empty.
public struct ShareChart: Hashable, Sendable {
  /// What it shows, in a line.
  public var title: String
  /// What can be seen in it, for those who cannot.
  public var description: String
  /// The axis from left to right, along which the bins lie.
  public var x: ChartAxis
  /// How wide a bin is on that axis.
  public var binWidth: Double
  /// How much of each band there is in each bin, by band and then by bin; not negative.
  public var bands: [[Double]]
  /// Whether the last band is the rest, which is grey.
  public var lastIsRest: Bool
  /// Pixels from left to right.
  public var width = 440.0
  /// Pixels from top to bottom.
  public var height = 210.0

  /// Makes a chart.
  public init(
    _ title: String, description: String, x: ChartAxis, binWidth: Double, bands: [[Double]], lastIsRest: Bool
  ) {
    self.title = title
    self.description = description
    self.x = x
    self.binWidth = binWidth
    self.bands = bands
    self.lastIsRest = lastIsRest
  }

  /// The letter of a band by its place from 0, from A; bands beyond Z have a number.
  public static func letter(of band: Int) -> String {
    guard (0..<26).contains(band), let scalar = Unicode.Scalar(65 + UInt32(band)) else { return "\(band + 1)" }
    return String(Character(scalar))
  }

  /// The style of a band.
  static func style(of band: Int, isRest: Bool) -> String {
    // Neighbours differ in how dark they are, so that they stay apart without colour.
    let order = [0, 4, 2, 5, 1, 3]
    return isRest ? "others" : "f\(order[band % order.count])"
  }

  /// The chart as an SVG element; equal charts give equal text.
  ///
  /// - Complexity: O(bands × bins).
  public func svg(_ form: ChartForm) -> String {
    var drawing = Drawing(width: max(width, 160), height: max(height, 120))
    let bins = bands.map(\.count).max() ?? 0
    let frame = ChartFrame(
      &drawing, title: form == .standalone ? title : nil, x: x,
      y: ChartAxis("", unit: .share, showing: 0...1), xValues: [0, Double(bins) * binWidth], yValues: [], legend: [])
    let edges = edges(bins)
    for band in bands.indices {
      drawing.explained(ShareChart.letter(of: band)) { drawing in
        drawing.path(
          outline(band, edges, frame),
          "band \(ShareChart.style(of: band, isRest: lastIsRest && band == bands.count - 1))")
      }
    }
    for band in bands.indices {
      guard let spot = spot(for: band, edges, frame) else { continue }
      drawing.text(ShareChart.letter(of: band), spot.x, spot.y + 4, "key")
    }
    frame.note(hidden: 0, isEmpty: edges.allSatisfy { $0 == nil }, in: &drawing)
    return drawing.document(title: title, description: description, form)
  }

  /// For each bin where its bands end, from 0 to 1; nil for empty bins.
  private func edges(_ bins: Int) -> [[Double]?] {
    (0..<bins).map { bin in
      let amounts = bands.map { bin < $0.count && $0[bin].isFinite ? max($0[bin], 0) : 0 }
      let whole = amounts.reduce(0, +)
      guard whole > 0, whole.isFinite else { return nil }
      var (edge, edges) = (0.0, [0.0])
      for amount in amounts {
        edge += amount
        edges.append(min(edge / whole, 1))
      }
      return edges
    }
  }

  /// One closed outline for each run of bins that are not empty.
  private func outline(_ band: Int, _ edges: [[Double]?], _ frame: ChartFrame) -> String {
    var path = ""
    var (above, below) = ([(x: Double, y: Double)](), [(x: Double, y: Double)]())
    func close() {
      guard !above.isEmpty, zip(above, below).contains(where: { abs($0.y - $1.y) > 0.005 }) else { return }
      let corners = ShareChart.corners(above) + ShareChart.corners(below).reversed()
      path +=
        "M" + corners.map { "\(DecimalText.coordinate($0.x)) \(DecimalText.coordinate($0.y))" }.joined(separator: "L")
        + "Z"
    }
    for (bin, edge) in edges.enumerated() {
      guard let edge else {
        close()
        (above, below) = ([], [])
        continue
      }
      for x in [Double(bin) * binWidth, Double(bin + 1) * binWidth] {
        guard let x = frame.horizontal(x), let top = frame.vertical(edge[band + 1]),
          let bottom = frame.vertical(edge[band])
        else { continue }
        above.append((x, top))
        below.append((x, bottom))
      }
    }
    close()
    return path
  }

  /// The points of a line without those on a level stretch.
  private static func corners(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    points.indices.compactMap { place in
      let isEnd = place == 0 || place == points.count - 1
      let isLevel = !isEnd && points[place - 1].y == points[place].y && points[place].y == points[place + 1].y
      return isLevel ? nil : points[place]
    }
  }

  /// Where the letter of a band has room, or nil where it has none: the middle of the place where the band is thickest
  /// over the width of a letter.
  private func spot(for band: Int, _ edges: [[Double]?], _ frame: ChartFrame) -> (x: Double, y: Double)? {
    let pixelsPerBin = frame.width / max((frame.x.high - frame.x.low) / binWidth, 1e-9)
    guard pixelsPerBin > 0.01 else { return nil }
    let window = max(Int((16 / pixelsPerBin).rounded(.up)), 1)
    guard edges.count >= window, pixelsPerBin * Double(window) >= 10 else { return nil }
    var best: (thickness: Double, bin: Int, level: Double)?
    for bin in 0...(edges.count - window) {
      var (low, high) = (0.0, 1.0)
      for edge in edges[bin..<(bin + window)] {
        guard let edge else {
          high = -1
          break
        }
        low = max(low, edge[band])
        high = min(high, edge[band + 1])
      }
      // Ahead by a hair is no reason to move.
      if high - low > (best?.thickness ?? 0) + 0.01 { best = (high - low, bin, (low + high) / 2) }
    }
    guard let best, best.thickness * frame.height >= 13,
      let x = frame.horizontal((Double(best.bin) + Double(window) / 2) * binWidth), let y = frame.vertical(best.level)
    else { return nil }
    return (x, y)
  }
}
