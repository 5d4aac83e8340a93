/// A registry laid out for deciding: what a scan reads of a model in one row, everything that is yes or no as bitsets.
///
/// Built once per registry, off the decision path, in O(n · rows); immutable afterwards. A class, because a decision
/// passes it around: copying a struct of nine buffers counts nine references.
final class CompiledRegistry: Sendable {
  let count: Int
  /// Every model with its token prices, again with its unit price, and again for each class of longer prompts.
  let candidates: [CandidateRow]
  /// Each model's window, the largest `Int` where unknown.
  let windows: [Int]
  let bits: CandidateBits
  let contexts: ContextClasses
  let rows: Rows
  /// Every model's prices for the requests that plain products do not price.
  let prices: PriceColumns
  /// Stand for the models' ids in draws.
  let hashes: [UInt64]
  let trafficWeights: [Double]
  /// Models that are switched on, at a provider whose adapter is: where every search starts.
  let servable: [UInt64]

  /// Where each family of rows begins.
  struct Rows: Sendable {
    /// All models.
    let all = 0
    /// One row for each kind.
    let kinds = 1
    /// Models of at least weight w, for w from 0 to 11; the last is empty.
    let weights = 1 + ModelKind.allCases.count
    /// Models known to meet a ``Requirements`` bit, then models not known to fail it.
    let supporting: Int
    let notLacking: Int
    /// Models whose provider streams.
    let streaming: Int
    let contexts: Int
    let servable: Int
    let total: Int

    init(contextRows: Int) {
      supporting = weights + Model.weightRange.count + 1
      notLacking = supporting + Requirements.count
      streaming = notLacking + Requirements.count
      contexts = streaming + 1
      servable = contexts + contextRows
      total = servable + 1
    }
  }

  init(_ registry: ModelRegistry) {
    let models = registry.models
    count = models.count
    let prices = PriceColumns(models.map(\.prices))
    let classes = prices.classesHaveRows ? prices.thresholds.count : 0
    candidates =
      CompiledRegistry.candidates(registry) { ($0.inputPerThousandTokens, $0.outputPerThousandTokens) }
      + CompiledRegistry.candidates(registry) { ($0.perUnit, 0) }
      + (0..<classes).flatMap { number in
        CompiledRegistry.candidates(registry) { sheet in
          let rates = sheet.rates(inputTokens: prices.length(ofClass: number + 1), isBatch: false)
          return (rates.input, rates.output)
        }
      }
    self.prices = prices
    let windows = models.map { model in model.contextWindow.flatMap { $0 > .zero ? $0.value : nil } }
    self.windows = windows.map { $0 ?? .max }
    contexts = ContextClasses(windows: windows)
    rows = Rows(contextRows: contexts.rowCount)

    var bits = CandidateBits(rows: rows.total, count: models.count)
    bits.fill(row: rows.all, count: models.count)
    for (index, model) in models.enumerated() {
      for kind in model.kinds.kinds {
        bits.insert(index, inRow: rows.kinds + Int(kind.rawValue))
      }
      for weight in 0...model.weight {
        bits.insert(index, inRow: rows.weights + weight)
      }
      let supported = Requirements(model.capabilities.supported, model.parameters ?? [])
      let unsupported = Requirements(model.capabilities.unsupported, model.parameters.map { ~$0 } ?? [])
      for bit in 0..<Requirements.count {
        if supported.contains(bit) { bits.insert(index, inRow: rows.supporting + bit) }
        if !unsupported.contains(bit) { bits.insert(index, inRow: rows.notLacking + bit) }
      }
      for (row, threshold) in contexts.thresholds.enumerated() where self.windows[index] >= threshold {
        bits.insert(index, inRow: rows.contexts + row)
      }
      if self.windows[index] == .max {
        bits.insert(index, inRow: rows.contexts + contexts.thresholds.count)
      }
      guard let provider = registry.provider(of: ModelHandle(index: index)) else { continue }
      if registry[provider].canStream { bits.insert(index, inRow: rows.streaming) }
      if registry[provider].isEnabled, model.isEnabled { bits.insert(index, inRow: rows.servable) }
    }
    self.bits = bits
    hashes = models.map { StableHash.hash($0.id.text) }
    trafficWeights = models.map(\.trafficWeight)
    servable = bits.row(rows.servable)
  }

  /// Where the rows of a request's kind of pricing begin.
  func firstCandidate(for shape: RequestShape) -> Int { Int(shape.block) &* count }

  /// Which of the context windows may hold a prompt.
  func contextRow(for inputTokens: TokenCount) -> Int8 {
    Int8(truncatingIfNeeded: contexts.row(forNeed: ContextHeadroom.need(for: inputTokens).value))
  }

  /// The row of one model, priced as the request is.
  func candidate(_ index: Int, for shape: RequestShape) -> CandidateRow {
    candidates[firstCandidate(for: shape) + index]
  }

  /// What the request is expected to cost at a model, in the contract's order of operations.
  func cost(_ index: Int, _ shape: RequestShape) -> Double {
    shape.pricing == .plain ? candidate(index, for: shape).cost(of: shape) : prices.cost(index, shape)
  }

  private static func candidates(
    _ registry: ModelRegistry, prices: (PriceSheet) -> (first: Double, second: Double)
  ) -> [CandidateRow] {
    registry.modelHandles.map { handle in
      let price = prices(registry[handle].prices)
      return CandidateRow(
        firstPrice: price.first, secondPrice: price.second, weight: Double(registry[handle].weight),
        provider: registry.provider(of: handle)?.index ?? 0)
    }
  }
}
