import RoutingCore
import TrafficReplay

/// The models that were chosen most over all policies, and the rest as one.
struct ModelBands {
  /// The places of the models in the registry, most requests first.
  let models: [Int]
  /// The places of the other models that were chosen.
  let others: [Int]
  /// What the bands are called, the rest last where there is one.
  let names: [String]

  /// How many models have a band of their own.
  static let most = 6

  init(_ report: ComparisonReport) {
    let contestants = report.comparison.contestants
    let count = contestants.map(\.outcomes.models.count).max() ?? 0
    let requests = (0..<count).map { model in
      contestants.reduce(0) { $0 + (model < $1.outcomes.models.count ? $1.outcomes.models[model].requests : 0) }
    }
    let ranked = requests.indices.filter { requests[$0] > 0 }.sorted { (requests[$1], $0) < (requests[$0], $1) }
    models = Array(ranked.prefix(ModelBands.most))
    others = Array(ranked.dropFirst(ModelBands.most))
    var names = models.map { $0 < report.setup.models.count ? report.setup.models[$0] : "model \($0 + 1)" }
    if !others.isEmpty { names.append("\(others.count) other \(others.count == 1 ? "model" : "models")") }
    self.names = names
  }

  /// The style of a band.
  func style(of band: Int) -> String { ShareChart.style(of: band, isRest: band >= models.count) }

  /// The shares of the bands over time in what one policy chose.
  func chart(of contestant: PolicyComparison.Contestant) -> ShareChart {
    let timeline = contestant.outcomes.timeline
    func requests(_ model: Int) -> [Double] {
      timeline.bins.indices.map { Double(timeline.requests(of: ModelHandle(index: model), in: $0)) }
    }
    var bands = models.map(requests)
    if !others.isEmpty {
      bands.append(
        others.reduce(Array(repeating: 0, count: timeline.bins.count)) { zip($0, requests($1)).map { $0 + $1 } })
    }
    return ShareChart(
      contestant.name,
      description: "Which share of the requests \(contestant.name) gave to which model: "
        + names.enumerated().map { "\(ShareChart.letter(of: $0.offset)) \($0.element)" }.joined(separator: ", ") + ".",
      x: ChartAxis("time since the first request", unit: .seconds), binWidth: Double(timeline.secondsPerBin),
      bands: bands, lastIsRest: !others.isEmpty)
  }
}
