import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

@Suite(.offThePool) struct ShippedCatalogueTests {
  @Test("the shipped catalogue says of every offer what Data/models.json says")
  func shippedEqualsData() throws {
    let shipped = try ShippedCatalogue.document()
    let data = try CatalogueDocument(parsing: Repository.bytes(of: "Data/models.json"), file: "Data/models.json")
    #expect(shipped.offers.count == 404)
    #expect(shipped.date == data.date)
    for (ours, theirs) in zip(shipped.offers, data.offers) {
      var theirs = theirs
      theirs.line = ours.line
      #expect(ours == theirs)
    }
  }

  @Test("R-105: offers without a price for what they make stay out of the registry, and are named")
  func unpricedOffersStayOut() throws {
    let catalogue = try ShippedCatalogue.document().registry()
    #expect(catalogue.registry.models.count + catalogue.unpriced.count == 404)
    #expect(catalogue.unpriced.contains { $0.id == "alibaba/deepseek-v3.2" })
    #expect(catalogue.unpriced.allSatisfy { $0.priceSheet == nil })
  }

  @Test("tiers, media prices, gaps and several offers of one model are read as they stand")
  func detailsAreRead() throws {
    let offers = try ShippedCatalogue.document().offers
    #expect(offers.filter { !$0.prices.tiers.isEmpty }.count == 31)
    #expect(offers.filter { $0.prices.perImage != nil }.count == 30)
    #expect(offers.filter { $0.prices.perSecond != nil }.count == 38)
    #expect(offers.filter { !$0.prices.perSecondByResolution.isEmpty }.count == 30)
    #expect(offers.filter { $0.contextWindow == nil }.count == 75)
    #expect(offers.filter { $0.name == "deepseek-v3.2" }.count == 14)
    #expect(Set(offers.map(\.provider)).count == 48)
    let gap = offers.filter {
      !$0.capabilities.supported.contains(.jsonSchema) && !$0.capabilities.unsupported.contains(.jsonSchema)
    }
    #expect(gap.count == 72)
  }

  @Test("R-103: price-ranked weights run from 1 to 10 and are the same for a model at all its hosts")
  func weightsFollowPrices() throws {
    let document = try ShippedCatalogue.document()
    let registry = try document.registry(weighting: .listPrice).registry
    var weights: [String: Set<Int>] = [:]
    for offer in document.offers {
      guard let handle = registry.handle(ofModel: offer.id) else { continue }
      weights[offer.model, default: []].insert(registry[handle].weight)
    }
    #expect(weights.values.allSatisfy { $0.count == 1 })
    #expect(Set(registry.models.map(\.weight)) == Set(1...10))
    #expect(try document.registry(weighting: .contractDefault).registry.models.allSatisfy { $0.weight == 5 })
  }
}
