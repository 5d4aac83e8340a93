import RoutingCore

extension DecisionLogFields {
  /// Reads a member that says what the decision rests on; tells whether it is one.
  mutating func readGrounds(_ name: String, _ grounds: inout DecisionGrounds) throws(FormatError) -> Bool {
    switch name {
    case "registry": grounds.registry = try text()
    case "weights": grounds.weights = try passesNull() ? nil : terms()
    case "picker": grounds.picker = try text()
    case "temperature": grounds.temperature = try number(from: -.greatestFiniteMagnitude)
    case "draw": grounds.draw = try probability()
    case "ranked": grounds.ranked = try passesNull() ? [] : rankedModels()
    case "ranked_left_out": grounds.rankedLeftOut = try count() ?? 0
    case "scales": grounds.scales = try passesNull() ? [:] : scales()
    case "providers": grounds.providers = try passesNull() ? [] : providerTerms()
    case "excluded_providers": grounds.excludedProviders = try passesNull() ? [] : excludedProviders()
    case "excluded": grounds.excluded = try passesNull() ? [] : excludedModels()
    case "exclusion_counts": grounds.exclusionCounts = try passesNull() ? [:] : counts()
    default: return false
    }
    return true
  }

  private mutating func rankedModels() throws(FormatError) -> [DecisionGrounds.Ranked] {
    var list: [DecisionGrounds.Ranked] = []
    var seen: Set<ModelID> = []
    try eachElement { fields throws(FormatError) in
      let ranked = try fields.ranked()
      try fields.insert(ranked.model, into: &seen)
      list.append(ranked)
    }
    return list
  }

  private mutating func excludedModels() throws(FormatError) -> [DecisionGrounds.Excluded] {
    var list: [DecisionGrounds.Excluded] = []
    var seen: Set<ModelID> = []
    try eachElement { fields throws(FormatError) in
      let excluded = try fields.excluded()
      try fields.insert(excluded.model, into: &seen)
      list.append(excluded)
    }
    return list
  }

  private func insert(_ model: ModelID, into seen: inout Set<ModelID>) throws(FormatError) {
    guard seen.insert(model).inserted else {
      throw problem("the model \(TextExcerpt.quoted(model.text.utf8)) stands twice")
    }
  }

  private mutating func modelID() throws(FormatError) -> ModelID? {
    guard let text = try text(), !text.isEmpty else { return nil }
    return ModelID(text)
  }

  private mutating func ranked() throws(FormatError) -> DecisionGrounds.Ranked {
    let parent = path
    var (score, cost, draw): (Double?, Double?, Double?) = (nil, nil, nil)
    var terms: TermValues?
    var id: ModelID?
    try eachMember { fields, name throws(FormatError) in
      switch name {
      case "model": id = try fields.modelID()
      case "score": score = try fields.number(from: -.greatestFiniteMagnitude)
      case "terms": terms = try fields.terms()
      case "expected_cost_usd": cost = try fields.number(from: 0)
      case "draw": draw = try fields.probability()
      default: return false
      }
      return true
    }
    guard let id else { throw missing("model", within: parent) }
    guard let score else { throw missing("score", within: parent) }
    guard let terms else { throw missing("terms", within: parent) }
    return DecisionGrounds.Ranked(
      model: id, score: score, terms: terms, expectedCost: cost.flatMap { Dollars($0) }, draw: draw)
  }

  private mutating func excluded() throws(FormatError) -> DecisionGrounds.Excluded {
    let parent = path
    var id: ModelID?
    var reason: String?
    var cost: Double?
    try eachMember { fields, name throws(FormatError) in
      switch name {
      case "model": id = try fields.modelID()
      case "reason": reason = try fields.text()
      case "expected_cost_usd": cost = try fields.number(from: 0)
      default: return false
      }
      return true
    }
    guard let id else { throw missing("model", within: parent) }
    guard let reason, !reason.isEmpty else { throw missing("reason", within: parent) }
    return DecisionGrounds.Excluded(model: id, reason: reason, expectedCost: cost.flatMap { Dollars($0) })
  }

  /// A number for each term, all of which must be there.
  private mutating func terms() throws(FormatError) -> TermValues {
    let parent = path
    var values: [ScoreTerm: Double] = [:]
    try eachMember { fields, name throws(FormatError) in
      guard let term = ScoreTerm(rawValue: name) else { return false }
      values[term] = try fields.number(from: -.greatestFiniteMagnitude)
      return true
    }
    func value(_ term: ScoreTerm) throws(FormatError) -> Double {
      guard let value = values[term] else { throw missing(term.rawValue, within: parent) }
      return value
    }
    return TermValues(
      cost: try value(.cost), latency: try value(.latency), failure: try value(.failure), weight: try value(.weight))
  }

  private mutating func scales() throws(FormatError) -> [ScoreTerm: DecisionGrounds.Scale] {
    var scales: [ScoreTerm: DecisionGrounds.Scale] = [:]
    try eachMember { fields, name throws(FormatError) in
      guard let term = ScoreTerm(rawValue: name) else { return false }
      let parent = fields.path
      var value: Double?
      var model: ModelID?
      var provider: ProviderID?
      try fields.eachMember { fields, name throws(FormatError) in
        switch name {
        case "value": value = try fields.number(from: 0)
        case "model": model = try fields.modelID()
        case "provider": provider = try fields.text().map { ProviderID($0) }
        default: return false
        }
        return true
      }
      guard let value else { throw fields.missing("value", within: parent) }
      scales[term] = DecisionGrounds.Scale(value: value, model: model, provider: provider)
      return true
    }
    return scales
  }

  private mutating func providerTerms() throws(FormatError) -> [DecisionGrounds.ProviderTerms] {
    var list: [DecisionGrounds.ProviderTerms] = []
    try eachElement { fields throws(FormatError) in
      let parent = fields.path
      var provider: String?
      var (latency, failure): (Double?, Double?) = (nil, nil)
      try fields.eachMember { fields, name throws(FormatError) in
        switch name {
        case "provider": provider = try fields.text()
        case "latency": latency = try fields.probability()
        case "failure": failure = try fields.probability()
        default: return false
        }
        return true
      }
      guard let provider else { throw fields.missing("provider", within: parent) }
      guard let latency else { throw fields.missing("latency", within: parent) }
      guard let failure else { throw fields.missing("failure", within: parent) }
      list.append(
        DecisionGrounds.ProviderTerms(provider: ProviderID(provider), latency: latency, failure: failure))
    }
    return list
  }

  private mutating func excludedProviders() throws(FormatError) -> [DecisionGrounds.ExcludedProvider] {
    var list: [DecisionGrounds.ExcludedProvider] = []
    try eachElement { fields throws(FormatError) in
      let parent = fields.path
      var (provider, reason): (String?, String?) = (nil, nil)
      try fields.eachMember { fields, name throws(FormatError) in
        switch name {
        case "provider": provider = try fields.text()
        case "reason": reason = try fields.text()
        default: return false
        }
        return true
      }
      guard let provider else { throw fields.missing("provider", within: parent) }
      guard let reason, !reason.isEmpty else { throw fields.missing("reason", within: parent) }
      list.append(DecisionGrounds.ExcludedProvider(provider: ProviderID(provider), reason: reason))
    }
    return list
  }

  private mutating func counts() throws(FormatError) -> [String: Int] {
    var counts: [String: Int] = [:]
    try eachMember { fields, name throws(FormatError) in
      counts[name] = try fields.count()
      return true
    }
    return counts
  }
}
