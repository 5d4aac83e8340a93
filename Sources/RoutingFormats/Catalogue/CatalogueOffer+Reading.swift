import RoutingCore

extension CatalogueOffer {
  /// Reads one record of a catalogue.
  init(_ field: JSONField) throws(FormatError) {
    model = try field.required("id").name()
    provider = ProviderID(try field.required("provider").name())
    upstreamName = try field.required("provider_model_id").name()
    displayName = try field.optional("name")?.string()
    let kindField = try field.required("kind")
    let kindName = try kindField.string()
    guard let kind = ModelKind(name: kindName) else {
      throw kindField.error("unknown kind \(TextExcerpt.quoted(kindName.utf8))")
    }
    self.kind = kind
    contextWindow = try field.optional("max_context_tokens")?.tokens()
    maximumOutput = try field.optional("max_output_tokens")?.tokens()
    prices = try field.optional("price_usd").map { (field) throws(FormatError) in try OfferPrices(field) } ?? .init()
    let supports = try field.optional("supports")
    capabilities = try CatalogueOffer.capabilities(supports)
    streams = try supports?.optional("streaming")?.bool()
    regions =
      try field.optional("regions")?.elements()
      .map { (field) throws(FormatError) in CatalogueOffer.region(try field.string()) } ?? []
    isActive = try field.optional("status")?.string() ?? "active" == "active"
    line = field.value.line
  }

  private static func capabilities(_ supports: JSONField?) throws(FormatError) -> CapabilityKnowledge {
    var knowledge = CapabilityKnowledge.unknown
    for capability in Capability.allCases {
      // Catalogues call documents by their commonest form.
      let name = capability == .documentInput ? "pdf_input" : capability.name
      switch try supports?.optional(name)?.bool() {
      case true: knowledge.supported.formUnion(CapabilitySet([capability]))
      case false: knowledge.unsupported.formUnion(CapabilitySet([capability]))
      case nil: break
      }
    }
    return knowledge
  }

  /// A region without the remark that may follow it, as in `cn-beijing (mainland endpoint)`.
  private static func region(_ text: String) -> Region {
    Region(String(text.prefix { $0 != " " }))
  }
}

extension OfferPrices {
  /// Reads a price list; members that are absent or null stay unknown.
  init(_ field: JSONField) throws(FormatError) {
    self.init()
    inputPerMillion = try field.price("input_per_mtok")
    outputPerMillion = try field.price("output_per_mtok")
    cachedInputPerMillion = try field.price("cached_input_per_mtok")
    cacheWritePerMillion = try field.price("cache_write_per_mtok")
    batchInputPerMillion = try field.price("batch_input_per_mtok")
    batchOutputPerMillion = try field.price("batch_output_per_mtok")
    perImage = try field.price("per_image")
    perInputImage = try field.price("per_input_image")
    imageOutputPerMillion = try field.price("image_output_per_mtok")
    perSecond = try field.price("per_second")
    for (name, price) in try field.optional("per_second_by_resolution")?.members() ?? [] {
      perSecondByResolution.append(ResolutionPrice(resolution: name, perSecond: try price.price()))
    }
    for tier in try field.optional("tiers")?.elements() ?? [] {
      tiers.append(
        PriceTier(
          aboveInputTokens: try tier.required("above_input_tokens").tokens(),
          inputPerMillion: try tier.price("input_per_mtok"), outputPerMillion: try tier.price("output_per_mtok"),
          cachedInputPerMillion: try tier.price("cached_input_per_mtok")))
    }
    tiers.sort { $0.aboveInputTokens < $1.aboveInputTokens }
    if tiers.count > PriceSheet.mostTiers { throw field.error("there are more than \(PriceSheet.mostTiers) tiers") }
    if zip(tiers, tiers.dropFirst()).contains(where: { $0.aboveInputTokens == $1.aboveInputTokens }) {
      throw field.error("two tiers have the same threshold")
    }
  }
}

extension JSONField {
  /// A string that is not empty and holds no white space, as ids must be.
  func name() throws(FormatError) -> String {
    let text = try string()
    if text.isEmpty { throw error("the name is empty") }
    if text.contains(where: \.isWhitespace) { throw error("the name contains white space") }
    return text
  }

  /// A number of tokens.
  func tokens() throws(FormatError) -> TokenCount {
    guard let tokens = TokenCount(try int()) else { throw error("this is not a number of tokens") }
    return tokens
  }

  /// A price that a registry accepts.
  func price() throws(FormatError) -> Double {
    let price = try double()
    guard price >= 0 else { throw error("the price \(price) is negative") }
    guard price <= PriceSheet.highestPrice else { throw error("the price \(price) is above every price") }
    return price
  }

  /// The price of a member, or nil where it is absent or null.
  func price(_ name: String) throws(FormatError) -> Double? { try optional(name)?.price() }
}
