import RoutingCore
package import RoutingFormats

extension BenchReport {
  /// No bench measures more; what a file says beyond that is an error and not a reason to reckon for hours.
  private static let (mostRows, mostRounds) = (1_000, 100_000)

  /// Reads the document that `bench --json` writes.
  ///
  /// Throws a `FormatError` with file, line and field where it is not JSON, of another schema, of a debug build, or
  /// holds a figure that no measurement gives.
  package init(parsing bytes: [UInt8], file: String) throws(FormatError) {
    do throws(FormatError) {
      try self.init(reading: JSONField(BenchReport.document(bytes)), file: file)
    } catch {
      var error = error
      error.file = file
      throw error
    }
  }

  private static func document(_ bytes: [UInt8]) throws(FormatError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw FormatError(line: error.line, message: "\(error)")
    }
  }

  private init(reading root: JSONField, file: String) throws(FormatError) {
    let schema = try root.required("schema")
    guard try schema.string() == BenchReport.schema else {
      throw schema.error("expected '\(BenchReport.schema)', found \(TextExcerpt.quoted(try schema.string().utf8))")
    }
    let build = try root.required("build")
    guard try build.string() == "release" else {
      throw build.error("only release builds can be compared; use 'swift run -c release routing-bench'")
    }
    let calibration = try root.required("calibration")
    var conditions = [try Condition(integer: calibration, "version")]
    for name in ["seed", "requests_per_pool", "requests_per_epoch"] {
      conditions.append(try Condition(integer: root, name))
    }
    conditions.append(try Condition(text: root, "catalogue_date"))
    self.file = file
    self.conditions = conditions
    let fields = try root.required("results")
    let elements = try fields.elements()
    guard elements.count <= BenchReport.mostRows else {
      throw fields.error("holds more than \(BenchReport.mostRows) rows")
    }
    var rows: [Row] = []
    var seen: Set<RowKey> = []
    for element in elements {
      let row = try Row(element)
      guard seen.insert(row.key).inserted else { throw element.error("the row \(row.key) stands twice") }
      rows.append(row)
    }
    guard rows.reduce(0, { $0 + $1.rates.count }) <= BenchReport.mostRounds else {
      throw fields.error("holds more than \(BenchReport.mostRounds) rounds in all")
    }
    self.rows = rows
  }
}

extension BenchReport.Condition {
  fileprivate init(integer parent: JSONField, _ name: String) throws(FormatError) {
    let field = try parent.required(name)
    self.init(name: name, field: field.path, value: "\(try field.int())", line: field.value.line)
  }

  fileprivate init(number parent: JSONField, _ name: String) throws(FormatError) {
    let field = try parent.required(name)
    self.init(name: name, field: field.path, value: "\(try field.double())", line: field.value.line)
  }

  /// Text, or null.
  fileprivate init(text parent: JSONField, _ name: String) throws(FormatError) {
    let field = try parent.optional(name)
    let value = try field.map { field throws(FormatError) in TextExcerpt.quoted(try field.string().utf8) }
    self.init(name: name, field: field?.path ?? name, value: value ?? "null", line: (field ?? parent).value.line)
  }
}

extension BenchReport.Row {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    key = RowKey(
      path: try field.required("path").string(), models: try field.required("models").count(),
      threads: try field.required("threads").count(), mode: try field.required("mode").string())
    conditions = [
      try .init(integer: field, "providers"), try .init(number: field, "refusal_share"),
      try .init(number: field, "candidates"),
    ]
    let rounds = try field.required("round_rates")
    let calibrationRounds = try field.required("round_calibration_rates")
    rates = try rounds.speeds()
    calibration = try calibrationRounds.speeds()
    guard rates.count == calibration.count else {
      throw calibrationRounds.error("holds \(calibration.count) rounds, 'round_rates' \(rates.count)")
    }
    allocations = try field.optional("allocations_per_decision")?.amount()
    instructions = try field.optional("instructions_per_decision")?.amount()
  }
}

extension JSONField {
  fileprivate func count() throws(FormatError) -> Int {
    let count = try int()
    guard count > 0 else { throw error("\(count) is not positive") }
    return count
  }

  fileprivate func amount() throws(FormatError) -> Double {
    let amount = try double()
    guard amount >= 0 else { throw error("\(amount) is negative") }
    return amount
  }

  /// Figures that a ratio can be taken of.
  fileprivate func speeds() throws(FormatError) -> [Double] {
    let fields = try elements()
    var speeds: [Double] = []
    for field in fields {
      let speed = try field.double()
      // Ratios of such speeds are finite and their logarithms too.
      guard speed > 1e-9, speed < 1e18 else { throw field.error("\(speed) is no speed") }
      speeds.append(speed)
    }
    return speeds
  }
}
