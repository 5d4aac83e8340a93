import RoutingCore

/// The rows of a trace of JSON lines: Mooncake's, Qwen-Bailian's and our own.
enum TraceObject {
  /// Reads one line; members it does not know are skipped.
  static func record(
    _ bytes: [UInt8], line: Int, format: TraceFormat, chats: inout ChatAncestry
  ) throws(FormatError) -> TraceRecord {
    var fields = Fields(names: .names(of: format), scanner: JSONScanner(bytes))
    do throws(JSONError) {
      try fields.read()
    } catch {
      throw FormatError(error, line: line, field: fields.current)
    }
    if let problem = fields.problem {
      throw FormatError(line: line, field: problem.field, message: problem.message)
    }
    guard let arrival = fields.arrival else { throw missing(fields.names.arrival, line) }
    guard let input = fields.input else { throw missing(fields.names.input, line) }
    guard let output = fields.output else { throw missing(fields.names.output, line) }
    var session = fields.session
    if let name = fields.names.chat {
      guard let chat = fields.chat else { throw missing(name, line) }
      session = String(chats.root(of: chat, parent: fields.parent))
    }
    return TraceRecord(
      arrival: arrival, inputTokens: input, outputTokens: output, session: session,
      modelHint: fields.model, prefixBlocks: fields.blocks, tenant: fields.tenant)
  }

  private static func missing(_ field: String, _ line: Int) -> FormatError {
    FormatError(line: line, field: field, message: "the member is missing")
  }

  struct Names {
    let arrival, input, output, blocks: String
    let chat, parent: String?
    /// How long one unit of the arrival is, in powers of ten of a nanosecond.
    let scale: Int
    let all: [String]

    init(
      arrival: String, input: String, output: String, blocks: String, chat: String? = nil, parent: String? = nil,
      scale: Int = 6
    ) {
      (self.arrival, self.input, self.output, self.blocks) = (arrival, input, output, blocks)
      (self.chat, self.parent, self.scale) = (chat, parent, scale)
      all =
        [arrival, input, output, "session", "model_hint", blocks, "tenant"] + [chat, parent].compactMap { $0 }
    }

    static func names(of format: TraceFormat) -> Names {
      switch format {
      case .mooncake: mooncake
      case .bailian: bailian
      case .tokenHub, .azure, .burstGPT: tokenHub
      }
    }

    static let mooncake = Names(
      arrival: "timestamp", input: "input_length", output: "output_length", blocks: "hash_ids")
    static let bailian = Names(
      arrival: "timestamp", input: "input_length", output: "output_length", blocks: "hash_ids", chat: "chat_id",
      parent: "parent_chat_id", scale: 9)
    static let tokenHub = Names(
      arrival: "t_ms", input: "input_tokens", output: "output_tokens", blocks: "prefix_blocks")
  }

  /// What has been read of one line so far.
  private struct Fields {
    let names: Names
    var scanner: JSONScanner
    var current: String?
    var arrival: Moment?
    var input: TokenCount?
    var output: TokenCount?
    var session: String?
    var model: String?
    var tenant: String?
    var chat: Int?
    var parent: Int?
    var blocks: [Int] = []
    /// The first value that is JSON but not what its member needs.
    var problem: (field: String, message: String)?

    mutating func read() throws(JSONError) {
      try scanner.enter(.object)
      var isFirst = true
      var seen = SeenNames(known: names.all)
      while let name = try scanner.nextMember(&isFirst) {
        current = name
        guard seen.insert(name) else { throw scanner.error(.duplicateMember(name)) }
        switch name {
        case names.arrival: arrival = try moment(name)
        case names.input: input = try tokens(name)
        case names.output: output = try tokens(name)
        case names.blocks: blocks = try integers(name)
        case "session": session = try text(name)
        case "model_hint": model = try text(name)
        case "tenant": tenant = try text(name)
        case names.chat: chat = try integer(name)
        case names.parent: parent = try integer(name)
        default: try scanner.skipValue()
        }
        current = nil
      }
      try scanner.end()
    }

    private mutating func expect(_ kind: JSONScanner.Kind, _ field: String, _ what: String) throws(JSONError) -> Bool {
      if try scanner.kind() == kind { return true }
      try scanner.skipValue()
      note(field, "expected \(what)")
      return false
    }

    private mutating func note(_ field: String, _ message: String) {
      if problem == nil { problem = (field, message) }
    }

    private mutating func moment(_ name: String) throws(JSONError) -> Moment? {
      let unit = names.scale == 9 ? "seconds" : "milliseconds"
      guard try expect(.number, name, "a number of \(unit)") else { return nil }
      let text = try scanner.numberText()
      if let nanoseconds = DecimalText.nanoseconds(text, scale: names.scale) {
        return Moment(nanoseconds: nanoseconds)
      }
      // An exponent; whoever writes times this way has no nanoseconds to lose.
      if let value = Double(String(decoding: text, as: UTF8.self)).map({ names.scale == 9 ? $0 * 1000 : $0 }),
        abs(value) < 0x1p63 / 1e6
      {
        return Moment(milliseconds: value)
      }
      note(name, "\(TextExcerpt.quoted(text)) is not a time in \(unit)")
      return nil
    }

    private mutating func integer(_ name: String) throws(JSONError) -> Int? {
      if try scanner.kind() == .null {
        try scanner.skipValue()
        return nil
      }
      guard try expect(.number, name, "a whole number") else { return nil }
      let text = try scanner.numberText()
      guard let integer = JSONScanner.integer(text) else {
        note(name, "\(TextExcerpt.quoted(text)) is not a whole number of 64 bits")
        return nil
      }
      return integer
    }

    private mutating func tokens(_ name: String) throws(JSONError) -> TokenCount? {
      guard try expect(.number, name, "a number of tokens") else { return nil }
      let text = try scanner.numberText()
      guard let tokens = JSONScanner.integer(text).flatMap({ TokenCount($0) }) else {
        note(name, "\(TextExcerpt.quoted(text)) is not a number of tokens")
        return nil
      }
      return tokens
    }

    private mutating func text(_ name: String) throws(JSONError) -> String? {
      if try scanner.kind() == .null {
        try scanner.skipValue()
        return nil
      }
      return try expect(.string, name, "a string or null") ? try scanner.string() : nil
    }

    private mutating func integers(_ name: String) throws(JSONError) -> [Int] {
      if try scanner.kind() == .null {
        try scanner.skipValue()
        return []
      }
      guard try expect(.array, name, "an array of whole numbers") else { return [] }
      try scanner.enter(.array)
      var integers: [Int] = []
      var isFirst = true
      while try scanner.nextElement(&isFirst) {
        guard try expect(.number, name, "an array of whole numbers") else { continue }
        let text = try scanner.numberText()
        if let integer = JSONScanner.integer(text) {
          integers.append(integer)
        } else {
          note(name, "\(TextExcerpt.quoted(text)) is not a whole number of 64 bits")
        }
      }
      return integers
    }
  }
}

/// The names of an object's members so far; those that are known are a bit each, since hashing them took longer than
/// reading them.
private struct SeenNames {
  private let known: [String]
  private var knownSeen: UInt64 = 0
  private var others: Set<String> = []

  init(known: [String]) {
    self.known = known
  }

  /// Whether a name is new.
  mutating func insert(_ name: String) -> Bool {
    guard let place = known.firstIndex(of: name) else { return others.insert(name).inserted }
    let bit: UInt64 = 1 << UInt64(place)
    defer { knownSeen |= bit }
    return knownSeen & bit == 0
  }
}
