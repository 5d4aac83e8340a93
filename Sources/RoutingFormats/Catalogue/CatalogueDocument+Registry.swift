public import RoutingCore

/// How capable the models of a catalogue are taken to be; catalogues do not say.
public enum CapabilityWeighting: Hashable, Sendable {
  /// All alike, at the contract's default weight of 5.
  case contractDefault
  /// From 1 to 10 by list price among the models of a kind, a tenth of the models each.
  ///
  /// A stand-in: what people are willing to pay says something of what a model can do. All offers of a model get the
  /// weight of its median price. Replace it by measured quality where there is some.
  case listPrice
}

/// A catalogue as a registry, with what had to stay outside.
public struct CatalogueRegistry: Sendable {
  /// The offers that can be routed to.
  public let registry: ModelRegistry
  /// Offers without a price for what they make: their cost cannot be estimated, and unknown is not free.
  public let unpriced: [CatalogueOffer]
}

extension CatalogueDocument {
  /// The registry of all offers that have a price.
  ///
  /// An image is priced by the piece and a second of video by resolution, at the dearest one where none is asked for.
  /// An answer without a price of its own is free, as for embeddings.
  ///
  /// - Throws: `InvalidRegistry` where records contradict each other.
  /// - Complexity: O(n log n) in the number of offers.
  public func registry(weighting: CapabilityWeighting = .listPrice) throws(InvalidRegistry) -> CatalogueRegistry {
    let priced = offers.compactMap { offer in offer.priceSheet.map { (offer: offer, prices: $0) } }
    let weights = CatalogueWeights(priced, weighting)
    let models = priced.map { offer, prices in
      Model(
        id: offer.id, provider: offer.provider, name: offer.name, upstreamName: offer.upstreamName,
        weight: weights.weight(of: offer), contextWindow: offer.contextWindow, prices: prices,
        kinds: ModelKindSet([offer.kind]), capabilities: offer.capabilities, region: offer.regions.first,
        isEnabled: offer.isActive)
    }
    var canStream: [ProviderID: Bool] = [:]
    for offer in offers where offer.streams ?? true { canStream[offer.provider] = true }
    for offer in offers where canStream[offer.provider] == nil { canStream[offer.provider] = false }
    let vendors = Dictionary(offers.map { ($0.provider, $0.vendor) }, uniquingKeysWith: { first, _ in first })
    let providers = canStream.keys.sorted().map { id in
      Provider(id: id, canStream: canStream[id] ?? true, vendor: vendors[id])
    }
    return CatalogueRegistry(
      registry: try ModelRegistry(models: models, providers: providers),
      unpriced: offers.filter { $0.priceSheet == nil })
  }
}

extension CatalogueDocument {
  /// An engine over the offers, with the aliases and plans of the document.
  ///
  /// - Throws: A ``FormatError`` with the line of the first alias or plan that cannot be used, or that names a model
  ///   which is not there; or of the document where offers contradict each other.
  /// - Complexity: O(n log n) in the number of offers.
  public func engine(weighting: CapabilityWeighting = .listPrice) throws(FormatError) -> RoutingEngine {
    let catalogue: CatalogueRegistry
    do throws(InvalidRegistry) {
      catalogue = try registry(weighting: weighting)
    } catch {
      throw FormatError(file: file, line: 1, field: "models", message: "\(error)")
    }
    do throws(InvalidDirectory) {
      let engine = try RoutingEngine(registry: catalogue.registry, directory: directory)
      let dangling = engine.router.resolver.danglingNames
      guard dangling.isEmpty else { throw InvalidDirectory(problems: dangling) }
      return engine
    } catch {
      let line = error.problems.first.flatMap { linesOfNames[$0.name] } ?? 1
      throw FormatError(file: file, line: line, message: error.problems.map(\.description).joined(separator: "; "))
    }
  }
}

extension CatalogueOffer {
  /// The prices a decision reads, or nil where the offer has none for what it makes.
  public var priceSheet: PriceSheet? {
    switch kind {
    case .chat, .embedding:
      guard let input = prices.inputPerMillion else { return nil }
      return PriceSheet(
        inputPerThousandTokens: input / 1000, outputPerThousandTokens: (prices.outputPerMillion ?? 0) / 1000,
        cachedInputPerThousandTokens: prices.cachedInputPerMillion.map { $0 / 1000 },
        batchInputPerThousandTokens: prices.batchInputPerMillion.map { $0 / 1000 },
        batchOutputPerThousandTokens: prices.batchOutputPerMillion.map { $0 / 1000 },
        tiers: prices.tiers.map { tier in
          RoutingCore.PriceTier(
            aboveInputTokens: tier.aboveInputTokens, inputPerThousandTokens: tier.inputPerMillion.map { $0 / 1000 },
            outputPerThousandTokens: tier.outputPerMillion.map { $0 / 1000 },
            cachedInputPerThousandTokens: tier.cachedInputPerMillion.map { $0 / 1000 })
        })
    case .image: return prices.perImage.map { PriceSheet(perUnit: $0) }
    case .video:
      return prices.perSecond.map { price in
        PriceSheet(
          perUnit: price,
          perUnitByResolution: prices.perSecondByResolution.map {
            RoutingCore.ResolutionPrice(resolution: MediaResolution($0.resolution), perUnit: $0.perSecond)
          })
      }
    case .agent: return nil
    }
  }
}

/// The weight of every model of a catalogue.
private struct CatalogueWeights {
  private var weights: [String: Int] = [:]

  init(_ offers: [(offer: CatalogueOffer, prices: PriceSheet)], _ weighting: CapabilityWeighting) {
    guard weighting == .listPrice else { return }
    for kind in ModelKind.allCases {
      var prices: [String: [Double]] = [:]
      for (offer, sheet) in offers where offer.kind == kind {
        // Three tokens in for one out, a common mix, and units as they are.
        let price = (3 * sheet.inputPerThousandTokens + sheet.outputPerThousandTokens) / 4 + sheet.perUnit
        prices[offer.model, default: []].append(price)
      }
      let medians = prices.mapValues { $0.sorted()[($0.count - 1) / 2] }
      let ascending = medians.values.sorted()
      for (model, median) in medians {
        let cheaper = ascending.firstIndex(of: median) ?? 0
        weights[model] = 1 + 10 * cheaper / ascending.count
      }
    }
  }

  func weight(of offer: CatalogueOffer) -> Int { weights[offer.model] ?? 5 }
}
