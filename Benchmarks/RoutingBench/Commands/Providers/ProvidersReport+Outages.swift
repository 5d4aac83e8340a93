import RoutingCore
import RoutingFormats
import TrafficReplay

extension ProvidersReport {
  var incidentTable: Table {
    let quantiles = ["p25", "p50", "p75", "p90", "p95"]
    var table = Table(["vendor", "what", "n", "mean"] + quantiles + ["KS at least"], leftColumns: 2)
    for vendor in incidents {
      let times = [
        ("length, min", vendor.countWithLength, vendor.lengths, 60_000.0),
        ("between starts, h", vendor.count, vendor.gaps, 3_600_000),
      ]
      for (what, count, times, unit) in times {
        func cells(_ value: (ObservedTimes.Comparison) -> Double) -> [String] {
          quantiles.map { name in
            let match = times.comparisons.first { "p\(Int($0.probability * 100 + 0.5))" == name }
            return match.map { Table.fixed(value($0) / unit, 1) } ?? "-"
          }
        }
        table.add(
          [vendor.vendor, what, "\(count)", Table.fixed(times.mean / unit, 1)] + cells(\.observed) + [
            Table.fixed(times.distanceAtLeast, 3)
          ])
        table.add(["", "  exponential", "", Table.fixed(times.mean / unit, 1)] + cells(\.exponential) + [""])
      }
    }
    return table
  }

  var remarksOnIncidents: [String] {
    let heavy = incidents.filter(\.lengths.isHeavyTailed).map(\.vendor)
    let shares = incidents.map { "\($0.vendor) \(Table.fixed($0.shareOfTime * 100, 1))%" }
    return [
      "lengths are heavy-tailed, their means carried by few long incidents: "
        + (heavy.isEmpty ? "none" : heavy.joined(separator: ", ")),
      "share of time within incidents, if none overlap: \(shares.joined(separator: ", ")); most touch a part only",
    ]
  }

  var serviceTable: Table {
    var table = Table(
      ["service", "provider", "days", "outages", "mean up, h", "mean down, min", "available"], leftColumns: 2)
    for service in services {
      let shape = service.shape(errorRate: 1)
      table.add([
        service.service, MeasuredHosts.provider(ofService: service.service)?.text ?? "(no API)",
        "\(service.days)", "\(service.outages)", shape.map { Table.fixed($0.meanUp.value / 3_600_000, 1) } ?? "-",
        shape.map { Table.fixed($0.meanDown.value / 60_000, 1) } ?? "-",
        "\(Table.fixed(service.availability * 100, 3))%",
      ])
    }
    return table
  }

  var remarksOnServices: [String] {
    guard let world, let shape = world.defaults.outages else { return ["no outages are simulated"] }
    return [
      "simulated: up for \(Table.fixed(shape.meanUp.value / 3_600_000, 1)) h and down for "
        + "\(Table.fixed(shape.meanDown.value / 60_000, 1)) min in the mean, both exponential; a day with an outage is "
        + "one outage, and that \(Table.fixed(shape.errorRate * 100, 0))% of attempts fail meanwhile is an assumption"
    ]
  }
}

extension ObservedTimes {
  /// The times of a document.
  init?(_ times: OutageSummaryDocument.Times) {
    self.init(
      mean: times.mean,
      quantiles: times.quantiles.map { (probability: $0.probability, milliseconds: $0.milliseconds) })
  }
}
