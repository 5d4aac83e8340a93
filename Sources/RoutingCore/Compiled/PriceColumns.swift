/// The prices of all models for requests that are not a plain product: long, cached, in a batch, or at a resolution.
///
/// A model's rows lie side by side: its plain prices and then its tiers, each with the discount of a batch worked out.
/// A class, because a struct of seven buffers is handed on with seven references.
final class PriceColumns: Sendable {
  private let rows: [Row]
  private let firstRow: [Int]
  private let unitPrices: [Double]
  private let unitPlaces: [Int]
  private let firstUnitPrice: [Int]
  private let plainUnitPrices: [Double]
  private let resolutions: [MediaResolution: Int]
  /// The prompt lengths beyond which some model has other prices, rising; each begins a class of prompts.
  let thresholds: [Int]
  /// Whether every class has rows of its own in the registry's table, so that long prompts are priced plainly too.
  let classesHaveRows: Bool

  /// The most classes that get rows: each takes 32 bytes a model.
  static let mostClasses = 8

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
    thresholds = Set(sheets.flatMap { $0.tiers.map(\.aboveInputTokens.value) }).sorted()
    classesHaveRows = thresholds.count <= PriceColumns.mostClasses
  }

  /// The class of a prompt's length, from 0.
  ///
  /// - Complexity: O(t) in the number of thresholds.
  func tokenClass(of inputTokens: TokenCount) -> Int {
    var number = 0
    while number < thresholds.count, inputTokens.value > thresholds[number] { number += 1 }
    return number
  }

  /// The length of a prompt that stands for its class.
  func length(ofClass number: Int) -> TokenCount {
    TokenCount(clamping: number == 0 ? 0 : thresholds[number - 1] + 1)
  }

  /// How pictures of a resolution are priced; plainly where no model has a price for it.
  func pricing(at resolution: MediaResolution?) -> RequestPricing {
    guard let resolution, let place = resolutions[resolution] else { return .plain }
    return .resolution(Int32(truncatingIfNeeded: place))
  }

  /// What a request is expected to cost at a model.
  func cost(_ index: Int, _ shape: RequestShape) -> Double {
    switch shape.pricing {
    case .resolution(let place): return unitPrice(index, at: Int(place)) * shape.firstQuantity
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
  case resolution(Int32)
}
