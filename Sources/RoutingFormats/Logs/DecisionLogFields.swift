import RoutingCore

/// The members of one line of a decision log.
///
/// The line is scanned rather than parsed into a tree, since logs are long and times have more digits than a `Double`.
struct DecisionLogFields {
  private(set) var scanner: JSONScanner
  let line: Int
  private(set) var texts: [String: String] = [:]
  private(set) var numbers: [String: Double] = [:]
  private(set) var tokens: [String: TokenCount] = [:]
  private(set) var arrival: Moment?
  private(set) var success: Bool?
  private(set) var requires: CapabilitySet = []
  private(set) var candidates: [DecisionLogEntry.Candidate] = []
  private(set) var grounds = DecisionGrounds()
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
}
