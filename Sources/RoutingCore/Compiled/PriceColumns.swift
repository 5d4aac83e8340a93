/// The prices of all models for requests that are not a plain product: long, cached, in a batch, or at a resolution.
///
/// A model's rows lie side by side: its plain prices and then its tiers, each with the discount of a batch worked out.
struct PriceColumns: Sendable {
  private let rows: [Row]
  private let firstRow: [Int]
  private let unitPrices: [Double]
  private let unitPlaces: [Int]
  private let firstUnitPrice: [Int]
  private let plainUnitPrices: [Double]
  private let resolutions: [MediaResolution: Int]
  /// The shortest prompt for which some model has another price.
  let lowestThreshold: Int

  private struct Row: Sendable {
    /// The row holds for prompts longer than this.
    let threshold: Int
    let plain: TokenRates
    let batch: TokenRates
  }

  init(_ sheets: [PriceSheet]) {
    var rows: [Row] = []
    var firstRow = [0]
    var resolutions: [MediaResolution: Int] = [:]
    var unitPrices: [Double] = []
    var unitPlaces: [Int] = []
    var firstUnitPrice = [0]
    for sheet in sheets {
      for threshold in [-1] + sheet.tiers.map(\.aboveInputTokens.value) {
        let length = TokenCount(clamping: threshold + 1)
        rows.append(
          Row(
            threshold: threshold, plain: sheet.rates(inputTokens: length, isBatch: false),
            batch: sheet.rates(inputTokens: length, isBatch: true)))
      }
      firstRow.append(rows.count)
      for price in sheet.perUnitByResolution {
        let place = resolutions[price.resolution] ?? resolutions.count
        resolutions[price.resolution] = place
        unitPlaces.append(place)
        unitPrices.append(price.perUnit)
      }
      firstUnitPrice.append(unitPrices.count)
    }
    self.rows = rows
    self.firstRow = firstRow
    self.unitPrices = unitPrices
    self.unitPlaces = unitPlaces
    self.firstUnitPrice = firstUnitPrice
    self.resolutions = resolutions
    plainUnitPrices = sheets.map(\.perUnit)
    lowestThreshold = sheets.compactMap { $0.tiers.first?.aboveInputTokens.value }.min() ?? .max
  }

  /// The place of a resolution, or nil where every model has it at its plain price.
  func place(of resolution: MediaResolution) -> Int? { resolutions[resolution] }

  /// What a request is expected to cost at a model.
  func cost(_ index: Int, _ shape: RequestShape) -> Double {
    switch shape.pricing {
    case .resolution(let place): return unitPrice(index, at: place) * shape.firstQuantity
    case .plain, .tokens, .batch: break
    }
    var place = firstRow[index]
    let end = firstRow[index + 1]
    while place + 1 < end, shape.inputTokens.value > rows[place + 1].threshold { place += 1 }
    let rates = shape.pricing == .batch ? rows[place].batch : rows[place].plain
    return shape.firstQuantity * rates.input + shape.secondQuantity * rates.output
      + shape.cachedQuantity * rates.cachedInput
  }

  private func unitPrice(_ index: Int, at resolution: Int) -> Double {
    for place in firstUnitPrice[index]..<firstUnitPrice[index + 1] where unitPlaces[place] == resolution {
      return unitPrices[place]
    }
    return plainUnitPrices[index]
  }
}

/// How a request is priced.
enum RequestPricing: Hashable, Sendable {
  /// Two quantities times two prices, read from the scan's own row.
  case plain
  /// By tiers, or with a part of the prompt cached.
  case tokens
  /// The same, in a batch.
  case batch
  /// By the unit, at a resolution that some model has a price for.
  case resolution(Int)
}
