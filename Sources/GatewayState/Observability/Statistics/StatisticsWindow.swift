/// How far back an aggregate reaches (H-602).
package enum StatisticsWindow: Int, CaseIterable, Hashable, Sendable {
  /// The last minute.
  case minute
  /// The last five minutes.
  case fiveMinutes
  /// The last hour.
  case hour
  /// The last day.
  case day

  /// The name used on the wire.
  package var name: String {
    switch self {
    case .minute: "1m"
    case .fiveMinutes: "5m"
    case .hour: "1h"
    case .day: "24h"
    }
  }

  /// Its length in milliseconds; a sample exactly this old is inside.
  package var milliseconds: Int {
    switch self {
    case .minute: 60_000
    case .fiveMinutes: 300_000
    case .hour: 3_600_000
    case .day: 86_400_000
    }
  }
}
