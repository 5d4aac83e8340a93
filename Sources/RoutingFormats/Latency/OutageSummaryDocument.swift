import RoutingCore

/// What status pages told of breakdowns, as figures computed from them.
public struct OutageSummaryDocument: Hashable, Sendable {
  /// Quantiles and the mean of a time.
  public struct Times: Hashable, Sendable {
    /// A probability from 0 to 1 and the time that is exceeded by the rest, by rising probability.
    public struct Quantile: Hashable, Sendable {
      /// Which quantile it is, from 0 to 1.
      public var probability: Double
      /// The time, in milliseconds.
      public var milliseconds: Double
    }

    /// The quantiles, by rising probability.
    public var quantiles: [Quantile]
    /// The mean, in milliseconds; positive.
    public var mean: Double
  }

  /// The incidents that a vendor reported.
  public struct Vendor: Hashable, Sendable {
    /// The vendor's name in the summary, such as `openai`.
    public var name: String
    /// How many incidents there were.
    public var incidents: Int
    /// How many of them have a length, which is what the lengths are of.
    public var incidentsWithLength: Int
    /// How long they took.
    public var lengths: Times
    /// How far their beginnings lie apart.
    public var gaps: Times
  }

  /// The outages of one service, day by day.
  public struct Service: Hashable, Sendable {
    /// The service's name in the summary, such as `api.anthropic.com`.
    public var name: String
    /// How many days the history covers.
    public var days: Int
    /// On how many of them there was an outage.
    public var daysWithOutage: Int
    /// Minutes during which a part failed, over all days.
    public var partialMinutes: Double
    /// Minutes during which all failed, over all days.
    public var majorMinutes: Double
  }

  /// The vendors, in the order of the file.
  public let vendors: [Vendor]
  /// The services, in the order of the file.
  public let services: [Service]

  /// Reads a summary; members it does not know are left alone.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes, JSON with `incidents_by_provider` and `uptime_by_service`.
  ///   - file: The file's name, for errors.
  /// - Throws: A ``FormatError`` with the line and field of the first thing that cannot be read.
  /// - Complexity: O(n) in the bytes.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      let root = JSONField(try OutageSummaryDocument.parse(bytes))
      var vendors: [Vendor] = []
      for (name, field) in try root.required("incidents_by_provider").members() {
        vendors.append(try Vendor(name, field))
      }
      var services: [Service] = []
      for (name, field) in try root.required("uptime_by_service").members() {
        services.append(try Service(name, field))
      }
      (self.vendors, self.services) = (vendors, services)
    } catch {
      var located = error
      located.file = file
      throw located
    }
  }

  private static func parse(_ bytes: [UInt8]) throws(FormatError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw FormatError(error, line: error.line)
    }
  }
}

extension OutageSummaryDocument.Vendor {
  fileprivate init(_ name: String, _ field: JSONField) throws(FormatError) {
    self.name = try field.shown(name)
    incidents = try field.required("incidents").count()
    incidentsWithLength = try field.required("with_positive_duration").count()
    guard incidentsWithLength <= incidents else {
      throw try field.required("with_positive_duration").error("\(incidentsWithLength) are more than all incidents")
    }
    lengths = try OutageSummaryDocument.Times(
      field.required("duration_minutes"), mean: field.required("mean_duration_minutes"), unit: 60_000)
    gaps = try OutageSummaryDocument.Times(
      field.required("hours_between_starts"), mean: field.required("mean_hours_between_starts"), unit: 3_600_000)
  }
}

extension OutageSummaryDocument.Service {
  fileprivate init(_ name: String, _ field: JSONField) throws(FormatError) {
    self.name = try field.shown(name)
    let daysField = try field.required("days")
    days = try daysField.count()
    guard (1...100_000).contains(days) else { throw daysField.error("\(days) is not a number of days") }
    let outageField = try field.required("days_with_outage")
    daysWithOutage = try outageField.count()
    guard daysWithOutage <= days else { throw outageField.error("\(daysWithOutage) are more than all days") }
    let whole = Double(days) * 1440
    partialMinutes = try field.required("partial_outage_minutes").number(in: 0...whole, "minutes within those days")
    majorMinutes = try field.required("major_outage_minutes")
      .number(in: 0...(whole - partialMinutes), "minutes within those days")
  }
}

extension OutageSummaryDocument.Times {
  /// Reads `{"p25": …, "p50": …}` and a mean, both of a unit of so many milliseconds.
  fileprivate init(_ field: JSONField, mean: JSONField, unit: Double) throws(FormatError) {
    let range = 0...1e9
    quantiles = []
    for (name, value) in try field.members() {
      guard name.first == "p", let percent = JSONScanner.integer(Array(name.utf8.dropFirst())[...]),
        (1...99).contains(percent)
      else { throw value.error("the member is no percentile, such as p50") }
      quantiles.append(
        Quantile(probability: Double(percent) / 100, milliseconds: try value.number(in: range, "a time") * unit))
    }
    quantiles.sort { $0.probability < $1.probability }
    for (lower, upper) in zip(quantiles, quantiles.dropFirst()) {
      guard lower.probability < upper.probability else {
        throw field.error("percentile \(Int(lower.probability * 100 + 0.5)) stands twice")
      }
      guard lower.milliseconds <= upper.milliseconds else { throw field.error("the percentiles do not rise") }
    }
    self.mean = try mean.number(in: 1e-9...1e9, "a mean time") * unit
  }
}

extension JSONField {
  /// A number within bounds.
  func number(in range: ClosedRange<Double>, _ what: String) throws(FormatError) -> Double {
    let number = try double()
    guard range.contains(number) else {
      throw error("\(number) is not \(what), from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A name that is shown to people, and so must not be empty or do things to their terminal.
  func shown(_ name: String) throws(FormatError) -> String {
    guard !name.isEmpty else { throw error("the name is empty") }
    guard !QualityColumns.hasControls(Array(name.utf8)[...]) else {
      throw error("\(TextExcerpt.quoted(name.utf8)) has a control character in it")
    }
    return name
  }
}
