import RoutingCore

extension ProviderWorldDocument {
  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The file's name, for errors.
  /// - Throws: A ``FormatError`` with the line and field of the first thing that cannot be read.
  /// - Complexity: O(n) in the bytes.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      try self.init(JSONField(try ProviderWorldDocument.parse(bytes)))
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

  private init(_ root: JSONField) throws(FormatError) {
    try root.allow("schema", "defaults", "providers")
    if let schema = try root.optional("schema"), try schema.string() != ProviderWorldDocument.schema {
      throw schema.error("this is not '\(ProviderWorldDocument.schema)'")
    }
    defaults = try root.optional("defaults").map { (field) throws(FormatError) in try Defaults(field) }
    providers = []
    var lines: [ProviderID: Int] = [:]
    for field in try root.optional("providers")?.elements() ?? [] {
      let provider = try Provider(field)
      if let line = lines.updateValue(field.value.line, forKey: provider.id) {
        throw try field.required("provider").error("the provider '\(provider.id)' stands on line \(line) already")
      }
      providers.append(provider)
    }
  }
}

extension ProviderWorldDocument.Defaults {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow(
      "first_token_across_providers", "first_token_spread", "token_interval_across_providers",
      "token_interval_spread", "error_rates", "outages")
    firstTokenAcrossProviders = try ProviderWorldDocument.Times(field.required("first_token_across_providers"))
    firstTokenSpread = try field.required("first_token_spread").spread()
    tokenIntervalAcrossProviders = try ProviderWorldDocument.Times(field.required("token_interval_across_providers"))
    tokenIntervalSpread = try field.required("token_interval_spread").spread()
    let rates = try field.required("error_rates")
    try rates.allow("from", "to")
    let (lowest, highest) = (try rates.required("from").share(), try rates.required("to").share())
    guard lowest <= highest else { throw rates.error("\(lowest) is more than \(highest)") }
    errorRates = lowest...highest
    outages = try field.optional("outages")
      .map { (field) throws(FormatError) in try ProviderWorldDocument.Outages(field) }
  }
}

extension ProviderWorldDocument.Times {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow("median_ms", "spread")
    self.init(
      median: try field.required("median_ms").number(in: 1e-6...1e9, "a median in milliseconds"),
      spread: try field.required("spread").spread())
  }
}

extension ProviderWorldDocument.Speed {
  fileprivate init(_ field: JSONField, allowing others: String...) throws(FormatError) {
    try field.allow(["first_token", "token_interval"] + others)
    self.init(
      firstToken: try ProviderWorldDocument.Times(field.required("first_token")),
      tokenInterval: try ProviderWorldDocument.Times(field.required("token_interval")))
  }
}

extension ProviderWorldDocument.Outages {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow("mean_up_ms", "mean_down_ms", "error_rate", "vendor", "shared_part")
    meanUp = try field.required("mean_up_ms").milliseconds(from: 1)
    meanDown = try field.required("mean_down_ms").milliseconds(from: 1)
    errorRate = try field.required("error_rate").share()
    vendor = try field.optional("vendor").map { (field) throws(FormatError) in try field.shown(field.string()) }
    let part = try field.optional("shared_part")
    sharedPart = try part?.share() ?? 0
    if let part, sharedPart > 0, vendor == nil { throw part.error("there is no vendor to share outages with") }
  }
}

extension ProviderWorldDocument.Provider {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow(
      "provider", "speed", "models", "error_rate", "outages", "downtimes", "capacity", "requests_per_minute",
      "prefix_cache_lifetime_ms")
    let name = try field.required("provider")
    id = ProviderID(try name.shown(name.string()))
    speed = try field.optional("speed")
      .map { (field) throws(FormatError) in try ProviderWorldDocument.Speed(field) }
    var seen: Set<ModelID> = []
    for element in try field.optional("models")?.elements() ?? [] {
      let name = try element.required("model")
      let model = ModelID(try name.shown(name.string()))
      guard seen.insert(model).inserted else { throw name.error("the model '\(model)' stands twice") }
      models.append(
        ProviderWorldDocument.ModelSpeed(
          model: model, speed: try ProviderWorldDocument.Speed(element, allowing: "model")))
    }
    errorRate = try field.optional("error_rate")?.share()
    outages = try field.optional("outages")
      .map { (field) throws(FormatError) in try ProviderWorldDocument.Outages(field) }
    var times: Set<[Moment]> = []
    for element in try field.optional("downtimes")?.elements() ?? [] {
      let downtime = try ProviderWorldDocument.Downtime(element)
      guard times.insert([downtime.start, downtime.end]).inserted else {
        throw element.error("this downtime stands twice")
      }
      downtimes.append(downtime)
    }
    capacity = try field.optional("capacity")
      .map { (field) throws(FormatError) in try ProviderWorldDocument.Capacity(field) }
    requestsPerMinute = try field.optional("requests_per_minute")?.whole(in: 1...1_000_000_000)
    prefixCacheLifetime = try field.optional("prefix_cache_lifetime_ms")?.milliseconds(from: 0)
  }
}

extension ProviderWorldDocument.Downtime {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow("from", "to", "error_rate")
    let to = try field.required("to")
    (start, end) = (try field.required("from").moment(), try to.moment())
    guard start < end else { throw to.error("the end is not after the beginning") }
    errorRate = try field.optional("error_rate")?.share() ?? 1
  }
}

extension ProviderWorldDocument.Capacity {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    try field.allow("slots", "longest_line")
    slots = try field.required("slots").whole(in: 1...1_000_000)
    longestLine = try field.optional("longest_line")?.whole(in: 0...1_000_000_000)
  }
}

extension JSONField {
  /// Refuses members other than these.
  fileprivate func allow(_ names: String...) throws(FormatError) { try allow(names) }

  /// Refuses members other than these.
  fileprivate func allow(_ names: [String]) throws(FormatError) {
    for (name, field) in try members() where !names.contains(name) {
      throw FormatError(
        line: field.value.line, field: path.isEmpty ? printable(name) : "\(path).\(printable(name))",
        message: "the member is unknown here; known are \(names.joined(separator: ", "))")
    }
  }

  /// A name as it is, or quoted where it would be long or do things to a terminal.
  private func printable(_ name: String) -> String {
    let quoted = TextExcerpt.quoted(name.utf8)
    return quoted == "'\(name)'" ? name : quoted
  }

  fileprivate func spread() throws(FormatError) -> Double {
    try number(in: 0...10, "a standard deviation of the logarithm")
  }

  fileprivate func share() throws(FormatError) -> Double { try number(in: 0...1, "a share") }

  fileprivate func milliseconds(from least: Double) throws(FormatError) -> Milliseconds {
    let number = try number(in: least...1e13, "a time in milliseconds")
    guard let milliseconds = Milliseconds(number) else { throw error("\(number) is not a time in milliseconds") }
    return milliseconds
  }

  fileprivate func whole(in range: ClosedRange<Int>) throws(FormatError) -> Int {
    let number = try int()
    guard range.contains(number) else {
      throw error("\(number) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A time since the first request: seconds, or a text such as `1d2h30m`.
  fileprivate func moment() throws(FormatError) -> Moment {
    if case .string(let text) = value.content {
      guard let nanoseconds = WorldTimeText.nanoseconds(text) else {
        throw error("\(TextExcerpt.quoted(text.utf8)) is not a time such as 1d2h30m, of at most a hundred years")
      }
      return Moment(nanoseconds: nanoseconds)
    }
    return Moment(milliseconds: try number(in: 0...3_155_760_000, "a time in seconds") * 1000)
  }
}
