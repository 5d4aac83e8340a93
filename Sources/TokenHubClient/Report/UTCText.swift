import RoutingCore

/// Writes moments as ISO 8601 has them, in UTC and to the second, such as `2025-01-08T20:32:00Z` (C-505).
enum UTCText {
  /// The text of a moment in milliseconds since 1970; one outside the years 0 to 9999 is drawn to their edge.
  static func text(milliseconds: Int) -> String {
    let seconds = min(max(CivilDay.floorDivided(milliseconds, 1000).quotient, earliest), latest)
    let (days, time) = CivilDay.floorDivided(seconds, 86_400)
    let date = CivilDay(daysSince1970: days)
    let clock = [time / 3600, time / 60 % 60, time % 60].map { padded($0, 2) }.joined(separator: ":")
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T\(clock)Z"
  }

  private static let earliest = -62_167_219_200
  private static let latest = 253_402_300_799

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
