import RoutingCore

/// The members of one line of a decision log.
///
/// The line is scanned rather than parsed into a tree, since logs are long and times have more digits than a `Double`.
struct DecisionLogFields {
  private var scanner: JSONScanner
  private let line: Int
  private var texts: [String: String] = [:]
  private var numbers: [String: Double] = [:]
  private var tokens: [String: TokenCount] = [:]
  private var arrival: Moment?
  private var success: Bool?
  private var requires: CapabilitySet = []
  private var candidates: [DecisionLogEntry.Candidate] = []
  private var grounds = DecisionGrounds()
  /// Where the scanner is, for the errors it throws.
  private(set) var path: String?

  /// Reads one line.
  static func entry(_ bytes: [UInt8], line: Int) throws(FormatError) -> DecisionLogEntry {
    var fields = DecisionLogFields(scanner: JSONScanner(bytes), line: line)
    try fields.readMembers()
    return try fields.entry()
  }

  private init(scanner: JSONScanner, line: Int) {
    self.scanner = scanner
    self.line = line
  }

  // MARK: Members

  private mutating func readMembers() throws(FormatError) {
    try scan { scanner throws(JSONError) in try scanner.enter(.object) }
    var isFirst = true
    var seen: Set<String> = []
    var grounds = DecisionGrounds()
    while let name = try member(&isFirst, within: nil, &seen) {
      switch name {
      case "id", "policy", "kind", "tenant", "session", "model", "provider": texts[name] = try text()
      case "input_tokens", "output_tokens": tokens[name] = try tokenCount()
      case "t_ms": arrival = try moment()
      case "requires": requires = try passesNull() ? [] : capabilities()
      case "candidates": candidates = try passesNull() ? [] : candidateList()
      case "propensity", "evaluated_propensity": numbers[name] = try probability()
      case "expected_cost_usd", "cost_usd", "latency_ms": numbers[name] = try number(from: 0)
      case "reward": numbers[name] = try number(from: -.greatestFiniteMagnitude)
      case "success": success = try bool()
      default:
        if try !readGrounds(name, &grounds) { try skip() }
      }
      path = nil
    }
    self.grounds = grounds
    try scan { scanner throws(JSONError) in try scanner.end() }
  }

  private mutating func member(
    _ isFirst: inout Bool, within parent: String?, _ seen: inout Set<String>
  ) throws(FormatError) -> String? {
    path = parent
    var first = isFirst
    let name = try scan { scanner throws(JSONError) in try scanner.nextMember(&first) }
    isFirst = first
    guard let name else { return nil }
    path = parent.map { "\($0).\(name)" } ?? name
    guard seen.insert(name).inserted else { throw problem("the member stands twice") }
    return name
  }

  /// Reads an object, each member of which `body` takes or leaves.
  mutating func eachMember(
    _ body: (inout DecisionLogFields, _ name: String) throws(FormatError) -> Bool
  ) throws(FormatError) {
    let parent = path
    try expect(.object, "an object")
    try scan { scanner throws(JSONError) in try scanner.enter(.object) }
    var isFirst = true
    var seen: Set<String> = []
    while let name = try member(&isFirst, within: parent, &seen) {
      if try !body(&self, name) { try skip() }
    }
    path = parent
  }

  private mutating func skip() throws(FormatError) {
    try scan { scanner throws(JSONError) in try scanner.skipValue() }
  }

  private mutating func candidateList() throws(FormatError) -> [DecisionLogEntry.Candidate] {
    var list: [DecisionLogEntry.Candidate] = []
    var models: Set<String> = []
    try eachElement { fields throws(FormatError) in
      let candidate = try fields.candidate()
      guard models.insert(candidate.model.text).inserted else {
        throw fields.problem("the model \(TextExcerpt.quoted(candidate.model.text.utf8)) stands twice")
      }
      list.append(candidate)
    }
    return list
  }

  private mutating func candidate() throws(FormatError) -> DecisionLogEntry.Candidate {
    let parent = path
    var model: String?
    var propensity: Double?
    var evaluated: Double?
    try eachMember { fields, name throws(FormatError) in
      switch name {
      case "model": model = try fields.text()
      case "propensity": propensity = try fields.probability()
      case "evaluated_propensity": evaluated = try fields.probability()
      default: return false
      }
      return true
    }
    guard let model, !model.isEmpty else { throw missing("model", within: parent) }
    guard let propensity else { throw missing("propensity", within: parent) }
    return DecisionLogEntry.Candidate(model: ModelID(model), propensity: propensity, evaluatedPropensity: evaluated)
  }

  private mutating func capabilities() throws(FormatError) -> CapabilitySet {
    var list: [Capability] = []
    try eachElement { fields throws(FormatError) in
      let name = try fields.text() ?? ""
      guard let capability = Capability(name: name) else {
        throw fields.problem("\(TextExcerpt.quoted(name.utf8)) is no known capability")
      }
      list.append(capability)
    }
    return CapabilitySet(list)
  }

  // MARK: Values

  mutating func eachElement(
    _ body: (inout DecisionLogFields) throws(FormatError) -> Void
  ) throws(FormatError) {
    let parent = path ?? ""
    try expect(.array, "an array")
    try scan { scanner throws(JSONError) in try scanner.enter(.array) }
    var isFirst = true
    var place = 0
    while true {
      path = "\(parent)[\(place)]"
      var first = isFirst
      let hasNext = try scan { scanner throws(JSONError) in try scanner.nextElement(&first) }
      isFirst = first
      guard hasNext else { break }
      try body(&self)
      place += 1
    }
    path = parent
  }

  private mutating func expect(_ kind: JSONScanner.Kind, _ what: String) throws(FormatError) {
    guard try scan({ scanner throws(JSONError) in try scanner.kind() }) == kind else {
      throw problem("expected \(what)")
    }
  }

  /// How many of something, or nil for null.
  mutating func count() throws(FormatError) -> Int? {
    if try passesNull() { return nil }
    try expect(.number, "a count")
    let text = try scan { scanner throws(JSONError) in try scanner.numberText() }
    guard let count = JSONScanner.integer(text), (0...DecisionLogFields.largestCount).contains(count) else {
      throw problem("\(TextExcerpt.quoted(text)) is not a count")
    }
    return count
  }

  /// No registry has more models, and sums of counts stay far from overflowing.
  private static let largestCount = 1 << 40

  /// Whether the next value is null, which counts as absent; reads past it.
  mutating func passesNull() throws(FormatError) -> Bool {
    guard try scan({ scanner throws(JSONError) in try scanner.kind() }) == .null else { return false }
    try scan { scanner throws(JSONError) in try scanner.skipValue() }
    return true
  }

  mutating func text() throws(FormatError) -> String? {
    if try passesNull() { return nil }
    try expect(.string, "a string")
    return try scan { scanner throws(JSONError) in try scanner.string() }
  }

  private mutating func bool() throws(FormatError) -> Bool? {
    if try passesNull() { return nil }
    try expect(.bool, "a boolean")
    return try scan { scanner throws(JSONError) in try scanner.literal() }
  }

  mutating func number(from lowest: Double) throws(FormatError) -> Double? {
    if try passesNull() { return nil }
    try expect(.number, "a number")
    let value: Double
    switch try scan({ scanner throws(JSONError) in try scanner.number() }) {
    case .integer(let integer): value = Double(integer)
    case .double(let double): value = double
    }
    guard value >= lowest else { throw problem("\(value) is below \(lowest)") }
    return value
  }

  mutating func probability() throws(FormatError) -> Double? {
    guard let value = try number(from: 0) else { return nil }
    guard value <= 1 else { throw problem("\(value) is not a probability from 0 to 1") }
    return value
  }

  private mutating func tokenCount() throws(FormatError) -> TokenCount? {
    if try passesNull() { return nil }
    try expect(.number, "a number of tokens")
    let text = try scan { scanner throws(JSONError) in try scanner.numberText() }
    guard let count = JSONScanner.integer(text).flatMap({ TokenCount($0) }) else {
      throw problem("\(TextExcerpt.quoted(text)) is not a number of tokens")
    }
    return count
  }

  private mutating func moment() throws(FormatError) -> Moment? {
    if try passesNull() { return nil }
    try expect(.number, "a number of milliseconds")
    let text = try scan { scanner throws(JSONError) in try scanner.numberText() }
    if let nanoseconds = DecimalText.nanoseconds(text, scale: 6) { return Moment(nanoseconds: nanoseconds) }
    // An exponent; whoever writes times this way has no nanoseconds to lose.
    if let value = Double(String(decoding: text, as: UTF8.self)), abs(value) < 0x1p63 / 1e6 {
      return Moment(milliseconds: value)
    }
    throw problem("\(TextExcerpt.quoted(text)) is not a time in milliseconds")
  }

  private mutating func scan<Value>(
    _ body: (inout JSONScanner) throws(JSONError) -> Value
  ) throws(FormatError) -> Value {
    do throws(JSONError) {
      return try body(&scanner)
    } catch {
      throw FormatError(error, line: line, field: path)
    }
  }

  func problem(_ message: String) -> FormatError { FormatError(line: line, field: path, message: message) }

  func missing(_ name: String, within parent: String? = nil) -> FormatError {
    FormatError(line: line, field: parent.map { "\($0).\(name)" } ?? name, message: "the member is missing")
  }

  // MARK: The whole

  private func entry() throws(FormatError) -> DecisionLogEntry {
    guard let input = tokens["input_tokens"] else { throw missing("input_tokens") }
    guard let model = texts["model"], !model.isEmpty else { throw missing("model") }
    guard let propensity = numbers["propensity"] else { throw missing("propensity") }
    guard propensity > 0 else {
      throw FormatError(line: line, field: "propensity", message: "what was chosen had a chance above 0")
    }
    try checkCandidates(ModelID(model), propensity)
    let kindName = texts["kind"] ?? ModelKind.chat.name
    guard let kind = ModelKind(name: kindName) else {
      throw FormatError(
        line: line, field: "kind", message: "\(TextExcerpt.quoted(kindName.utf8)) is no known kind of request")
    }
    return DecisionLogEntry(
      requestID: texts["id"], arrival: arrival, policy: texts["policy"],
      features: DecisionLogEntry.Features(
        inputTokens: input, outputTokens: tokens["output_tokens"] ?? TokenEstimator.defaultOutput, kind: kind,
        requires: requires, tenant: texts["tenant"], session: texts["session"]),
      candidates: candidates, model: ModelID(model), provider: texts["provider"].map { ProviderID($0) },
      propensity: propensity, evaluatedPropensity: numbers["evaluated_propensity"],
      expectedCost: numbers["expected_cost_usd"].flatMap { Dollars($0) }, outcome: try outcome(), grounds: grounds)
  }

  private func outcome() throws(FormatError) -> DecisionLogEntry.Outcome? {
    guard let success else {
      guard let name = ["cost_usd", "latency_ms", "reward"].first(where: { numbers[$0] != nil }) else { return nil }
      throw FormatError(line: line, field: "success", message: "the member is missing beside '\(name)'")
    }
    return DecisionLogEntry.Outcome(
      isSuccess: success, cost: numbers["cost_usd"].flatMap { Dollars($0) },
      latency: numbers["latency_ms"].flatMap { Milliseconds($0) }, reward: numbers["reward"])
  }

  /// How far a probability that is written twice may be off.
  private static let tolerance = 1e-6
  /// How far the sum of all may: those of Thompson sampling are integrals, each within a thousandth.
  private static let sumTolerance = 0.01

  /// Candidates that contradict the choice, or have more than all of the probability, are a broken log.
  private func checkCandidates(_ model: ModelID, _ propensity: Double) throws(FormatError) {
    guard !candidates.isEmpty else { return }
    func broken(_ message: String) -> FormatError { FormatError(line: line, field: "candidates", message: message) }
    guard let chosen = candidates.first(where: { $0.model == model }) else {
      throw broken("the chosen model is not among them")
    }
    guard abs(chosen.propensity - propensity) <= DecisionLogFields.tolerance else {
      throw broken("the chosen model has another propensity here: \(chosen.propensity)")
    }
    let sums = candidates.reduce((0.0, 0.0)) { ($0.0 + $1.propensity, $0.1 + ($1.evaluatedPropensity ?? 0)) }
    guard max(sums.0, sums.1) <= 1 + DecisionLogFields.sumTolerance else {
      throw broken("their probabilities sum up to \(max(sums.0, sums.1))")
    }
  }
}
