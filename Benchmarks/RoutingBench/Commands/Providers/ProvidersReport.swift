import RoutingCore
import RoutingFormats
import TrafficReplay

/// What latency tables and outages were fitted to, told to a person or to a program.
struct ProvidersReport {
  let tables: [LatencyTable]
  /// Where the tables come from, in their order, and then the outages.
  let files: [String]
  let fit: ProviderFit
  let incidents: [VendorIncidents]
  let services: [ServiceOutages]
  let world: ProviderWorld?

  init(tables: [LatencyTable], summary: OutageSummaryDocument, files: [String]) {
    self.tables = tables
    self.files = files
    fit = ProviderFit(tables)
    incidents = summary.vendors.compactMap { vendor in
      guard let lengths = ObservedTimes(vendor.lengths), let gaps = ObservedTimes(vendor.gaps) else { return nil }
      return VendorIncidents(
        vendor: vendor.name, count: vendor.incidents, countWithLength: vendor.incidentsWithLength, lengths: lengths,
        gaps: gaps)
    }
    services = summary.services.map { service in
      ServiceOutages(
        service: service.name, days: service.days, outages: service.daysWithOutage,
        minutes: service.partialMinutes + service.majorMinutes)
    }
    world = fit.world(services: services)
  }

  var lines: [String] {
    sources + ["", "models at hosts, by table:"] + models.lines + ["", "hosts:"] + hosts.lines
      + ["", "over all hosts:"] + acrossHosts + ["", "incidents that vendors reported:"] + incidentTable.lines
      + remarksOnIncidents + ["", "outages day by day:"] + serviceTable.lines + remarksOnServices
  }

  private var sources: [String] {
    zip(tables, files).map { table, file in
      let kind =
        switch table.selection {
        case .every: "every request that was made"
        case .bestOfSeveral: "the fastest of several; medians only"
        }
      return "\(table.name) (\(file)): \(Table.grouped(Double(table.samples.count))) requests, \(kind)"
    } + ["outages: \(files.last ?? "unknown")"]
  }

  private static let timeColumns = [
    "first token, n", "median ms", "spread", "KS", "interval, n", "median ms", "spread", "KS",
  ]

  private var models: Table {
    var table = Table(
      ["host", "model", "table"] + ProvidersReport.timeColumns + ["failed", "429", "short", "warnings"], leftColumns: 3)
    for model in fit.models {
      table.add(
        [model.host, model.model, model.table] + cells(model.firstToken, of: model.selection)
          + cells(model.tokenInterval, of: model.selection) + [
            model.failures.map { "\($0.failures)/\($0.attempts)" } ?? "-", "\(model.rateLimited)",
            "\(model.answeredShort)", ProvidersReport.warnings(model.firstToken, model.tokenInterval),
          ])
    }
    return table
  }

  private var hosts: Table {
    var table = Table(
      ["host", "provider", "models"] + ProvidersReport.timeColumns + ["failed, 95 %", "429", "warnings"],
      leftColumns: 2)
    for host in fit.hosts {
      table.add(
        [host.host, host.provider?.text ?? "(unmatched)", "\(host.firstToken?.models ?? 0)"]
          + cells(host.firstToken) + cells(host.tokenInterval) + [
            host.failures?.interval.map(ProvidersReport.percent) ?? "-", "\(host.rateLimited)",
            ProvidersReport.warnings(host.firstToken?.withinModels, host.tokenInterval?.withinModels),
          ])
    }
    return table
  }

  private func cells(_ fit: LogNormalFit?, of selection: LatencyTable.Selection) -> [String] {
    guard let fit else { return ["0", "-", "-", "-"] }
    return ["\(fit.count)", Table.fixed(fit.median, 2)]
      + (selection == .every ? ProvidersReport.shape(fit) : ["-", "-"])
  }

  private func cells(_ times: HostFit.Times?) -> [String] {
    guard let times else { return ["0", "-", "-", "-"] }
    return ["\(times.withinModels?.count ?? 0)", Table.fixed(times.median, 2)]
      + (times.withinModels.map(ProvidersReport.shape) ?? ["-", "-"])
  }

  private static func shape(_ fit: LogNormalFit) -> [String] {
    [fit.spread, fit.distance].map { $0.map { Table.fixed($0, 3) } ?? "-" }
  }

  private static func percent(_ range: ClosedRange<Double>) -> String {
    "\(Table.fixed(range.lowerBound * 100, 2))-\(Table.fixed(range.upperBound * 100, 2))%"
  }

  private static func warnings(_ first: LogNormalFit?, _ interval: LogNormalFit?) -> String {
    guard let first else { return "no spread" }
    var words = first.warnings.contains(.fewValues) ? ["few"] : []
    if first.warnings.contains(.poorShape) { words.append("first token shape") }
    if interval?.warnings.contains(.poorShape) == true { words.append("interval shape") }
    return words.joined(separator: ", ")
  }

  private var acrossHosts: [String] {
    func words(_ what: String, _ fit: LogNormalFit?, within: Double?) -> String {
      guard let fit else { return "\(what): unknown" }
      let spread = fit.spread.map { "spread \(Table.fixed($0, 2)) over \(fit.count) hosts" } ?? "\(fit.count) hosts"
      let distance = fit.distance.map {
        ", KS \(Table.fixed($0, 3)) (critical \(Table.fixed(fit.criticalValue, 3)))"
      }
      let typical = within.map { "; within a model at a host typically \(Table.fixed($0, 3))" }
      return "\(what): median \(Table.fixed(fit.median, 1)) ms, \(spread)\(distance ?? "")\(typical ?? "")"
        + (fit.warnings.contains(.fewValues) ? "; few hosts" : "")
    }
    let failures = fit.failures
    let unmatched = fit.hosts.filter { $0.provider == nil }.map(\.host)
    return [
      words("first token", fit.firstTokenAcrossHosts, within: fit.firstTokenSpread),
      words("token interval", fit.tokenIntervalAcrossHosts, within: fit.tokenIntervalSpread),
      "failures: \(failures.failures) of \(Table.grouped(Double(failures.attempts)))"
        + (failures.interval.map { ", \(ProvidersReport.percent($0)) with 95 % confidence" } ?? ""),
      "hosts that the catalogue does not have, in the spread over hosts and in no profile: "
        + (unmatched.isEmpty ? "none" : unmatched.joined(separator: ", ")),
    ]
  }
}
