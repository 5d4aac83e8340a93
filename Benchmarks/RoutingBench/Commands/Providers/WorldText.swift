import RoutingCore
import TrafficReplay

/// What a world document says, in words.
struct WorldText {
  let world: ProviderWorld
  let file: String

  var lines: [String] {
    let defaults = world.defaults
    var table = Table(["provider", "first token ms", "interval ms", "models", "error rate", "capacity", "a minute"])
    for profile in world.profiles {
      table.add([
        profile.provider.text, WorldText.times(profile.speed?.firstToken),
        WorldText.times(profile.speed?.tokenInterval),
        "\(profile.speedOfModels.count)", profile.errorRate.map { Table.fixed($0, 4) } ?? "-",
        profile.capacity.map { "\($0.slots)" } ?? "-", profile.requestsPerMinute.map { "\($0)" } ?? "-",
      ])
    }
    return [
      "\(file): \(world.profiles.count) provider\(world.profiles.count == 1 ? "" : "s"); others draw medians of the "
        + "first token from \(WorldText.times(defaults.firstTokenAcrossProviders)) ms and of the interval from "
        + "\(WorldText.times(defaults.tokenIntervalAcrossProviders)) ms", "",
    ] + table.lines + world.profiles.flatMap(WorldText.breaks)
  }

  /// A median and the standard deviation of the logarithm.
  private static func times(_ distribution: LogNormal?) -> String {
    distribution.map { "\(Table.fixed($0.median, 1)) ~ \(Table.fixed($0.spread, 2))" } ?? "-"
  }

  private static func breaks(of profile: ProviderProfile) -> [String] {
    var lines: [String] = []
    if let outages = profile.outages {
      let vendor = outages.vendor.map { ", \(Table.fixed(outages.sharedPart * 100, 0))% shared with \($0)" }
      lines.append(
        "\(profile.provider): up for \(Table.fixed(outages.meanUp.value / 3_600_000, 1)) h, down for "
          + "\(Table.fixed(outages.meanDown.value / 60_000, 1)) min in the mean\(vendor ?? "")")
    }
    return lines
      + profile.downtimes.map { downtime in
        "\(profile.provider): down from \(seconds(downtime.start)) to \(seconds(downtime.end)) s, "
          + "\(Table.fixed(downtime.errorRate * 100, 1))% of attempts fail"
      }
  }

  private static func seconds(_ moment: Moment) -> String {
    Table.fixed(moment.milliseconds(since: .zero) / 1000, 3)
  }
}
