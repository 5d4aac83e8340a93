import RoutingCore

/// What models cost, as a table of `model`, `input_usd_per_mtok` and `output_usd_per_mtok` says.
public struct ModelPriceDocument: Hashable, Sendable {
  /// The price of one model, in US dollars per million tokens.
  public struct Price: Hashable, Sendable {
    /// The model's name.
    public var model: String
    /// A million input tokens, in US dollars.
    public var inputPerMillionTokens: Double
    /// A million output tokens, in US dollars.
    public var outputPerMillionTokens: Double
  }

  /// A million dollars for a token is a mistake.
  private static let range: ClosedRange<Double> = 0...1e12

  /// The prices, in the order of the file; every model once.
  public let prices: [Price]

  /// Reads a price table; other columns than the three are left alone.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes; lines end in LF or CRLF.
  ///   - file: The file's name, for errors.
  /// - Throws: A ``FormatError`` with the line and field of the first thing that cannot be read.
  /// - Complexity: O(n) in the bytes.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      prices = try ModelPriceDocument.prices(bytes)
    } catch {
      var located = error
      located.file = file
      throw located
    }
  }

  private static func prices(_ bytes: [UInt8]) throws(FormatError) -> [Price] {
    var lines = CSVLines(bytes)
    guard let first = try lines.next() else { throw FormatError(line: 1, message: "the file is empty") }
    let header = CSVHeader(first.bytes)
    let names = CSVRow(first.bytes)?.fields.map(QualityColumns.trimmed) ?? []
    func required(_ name: String) throws(FormatError) -> Int {
      guard let index = header.index(of: name) else {
        throw FormatError(line: first.number, field: name, message: "the column is missing from the header")
      }
      return index
    }
    let model = try required("model")
    let input = try required("input_usd_per_mtok")
    let output = try required("output_usd_per_mtok")
    var prices: [Price] = []
    var linesOfModels: [String: Int] = [:]
    while let line = try lines.next() {
      let fields = try QualityFields(line.bytes, names: names, line: line.number)
      let price = Price(
        model: try fields.text(model),
        inputPerMillionTokens: try fields.number(input, in: range, called: "a price"),
        outputPerMillionTokens: try fields.number(output, in: range, called: "a price"))
      if let before = linesOfModels.updateValue(line.number, forKey: price.model) {
        throw fields.error(model, "the model '\(price.model)' stands on line \(before) already")
      }
      prices.append(price)
    }
    return prices
  }
}
