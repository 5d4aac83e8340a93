import RoutingCore
import RoutingFormats
import TrafficReplay

extension ProvidersReport {
  /// The report as a document other programs read; times are in milliseconds.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", "routing-bench/1")
      writer.name("models")
      writer.array { writer in fit.models.forEach { ProvidersReport.write($0, to: &writer) } }
      writer.name("hosts")
      writer.array { writer in fit.hosts.forEach { ProvidersReport.write($0, to: &writer) } }
      writer.name("across_hosts")
      writer.object { writer in
        ProvidersReport.write("first_token", fit.firstTokenAcrossHosts, to: &writer)
        ProvidersReport.write("token_interval", fit.tokenIntervalAcrossHosts, to: &writer)
        writer.member("first_token_spread_within", fit.firstTokenSpread)
        writer.member("token_interval_spread_within", fit.tokenIntervalSpread)
        ProvidersReport.write(fit.failures, to: &writer)
      }
      writer.name("incidents")
      writer.array { writer in incidents.forEach { ProvidersReport.write($0, to: &writer) } }
      writer.name("services")
      writer.array { writer in services.forEach { ProvidersReport.write($0, to: &writer) } }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ model: HostModelFit, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("table", model.table)
      writer.member("host", model.host)
      writer.member("model", model.model)
      write("first_token", model.firstToken, to: &writer)
      write("token_interval", model.tokenInterval, to: &writer)
      write(model.failures, to: &writer)
      writer.member("rate_limited", model.rateLimited)
      writer.member("answered_short", model.answeredShort)
    }
  }

  private static func write(_ host: HostFit, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("host", host.host)
      writer.member("provider", host.provider?.text)
      for (name, times) in [("first_token", host.firstToken), ("token_interval", host.tokenInterval)] {
        writer.name(name)
        guard let times else {
          writer.null()
          continue
        }
        writer.object { writer in
          writer.member("models", times.models)
          writer.member("median_ms", times.median)
          write("within_models", times.withinModels, to: &writer)
        }
      }
      write(host.failures, to: &writer)
      writer.member("rate_limited", host.rateLimited)
    }
  }

  private static func write(_ name: String, _ fit: LogNormalFit?, to writer: inout JSONWriter) {
    writer.name(name)
    guard let fit else { return writer.null() }
    writer.object { writer in
      writer.member("n", fit.count)
      writer.member("median_ms", fit.median)
      writer.member("spread", fit.spread)
      writer.member("ks_distance", fit.distance)
      writer.member("critical_value_5_percent", fit.criticalValue)
      writer.name("warnings")
      writer.array { writer in
        for warning in fit.warnings {
          switch warning {
          case .fewValues: writer.string("few_values")
          case .poorShape: writer.string("poor_shape")
          }
        }
      }
    }
  }

  private static func write(_ failures: FailureShare?, to writer: inout JSONWriter) {
    writer.name("failures")
    guard let failures else { return writer.null() }
    writer.object { writer in
      writer.member("attempts", failures.attempts)
      writer.member("failed", failures.failures)
      writer.member("from", failures.interval?.lowerBound)
      writer.member("to", failures.interval?.upperBound)
    }
  }

  private static func write(_ incidents: VendorIncidents, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("vendor", incidents.vendor)
      writer.member("incidents", incidents.count)
      writer.member("incidents_with_length", incidents.countWithLength)
      for (name, times) in [("lengths", incidents.lengths), ("between_starts", incidents.gaps)] {
        writer.name(name)
        writer.object { writer in
          writer.member("mean_ms", times.mean)
          writer.member("ks_distance_at_least", times.distanceAtLeast)
          writer.name("heavy_tailed")
          writer.bool(times.isHeavyTailed)
          writer.name("quantiles")
          writer.array { writer in
            for quantile in times.comparisons {
              writer.object { writer in
                writer.member("p", quantile.probability)
                writer.member("observed_ms", quantile.observed)
                writer.member("exponential_ms", quantile.exponential)
              }
            }
          }
        }
      }
    }
  }

  private static func write(_ service: ServiceOutages, to writer: inout JSONWriter) {
    let shape = service.shape(errorRate: 1)
    writer.object { writer in
      writer.member("service", service.service)
      writer.member("provider", MeasuredHosts.provider(ofService: service.service)?.text)
      writer.member("days", service.days)
      writer.member("outages", service.outages)
      writer.member("mean_up_ms", shape?.meanUp.value)
      writer.member("mean_down_ms", shape?.meanDown.value)
      writer.member("availability", service.availability)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, _ text: String?) {
    self.name(name)
    if let text { string(text) } else { null() }
  }

  fileprivate mutating func member(_ name: String, _ number: Int) {
    self.name(name)
    integer(number)
  }

  fileprivate mutating func member(_ name: String, _ value: Double?) {
    self.name(name)
    if let value { number(value) } else { null() }
  }
}
