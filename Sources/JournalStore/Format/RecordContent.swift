internal import GatewayState
internal import RoutingCore

/// What a record says, as lines of JSON: what kind it is and how many changes it has, then for each change its head and, where it
/// has one, its body.
///
/// Bodies stand in lines of their own, so that they may nest as deep as anywhere else.
enum RecordContent: Hashable, Sendable {
  /// The head of a file: its generation, and whether it was made of what a damaged one still had.
  case opening(generation: Int, isSalvaged: Bool)
  /// A piece of the snapshot.
  case snapshot([StoredChange])
  /// The snapshot is whole; how many changes it has.
  case snapshotEnd(changes: Int)
  /// Commits that were made with one synchronisation, all or none of them.
  case commits(count: Int, [StoredChange])
}

/// Why a record that is whole cannot be understood.
struct RecordProblem: Error, Hashable, Sendable {
  let message: String
  init(_ message: String) { self.message = message }
}

// MARK: - Writing

/// Gathers the changes of a record as bytes.
struct RecordText: Sendable {
  private(set) var changes: [UInt8] = []
  private(set) var changeCount = 0

  mutating func add(_ change: StoredChange) {
    changeCount += 1
    var writer = JSONWriter()
    var body: StoredBody?
    writer.array { writer in
      switch change {
      case .put(let collection, let key, let version, let stored):
        for text in ["put", collection.name, key] { writer.string(text) }
        writer.integer(version)
        body = stored
      case .remove(let collection, let key):
        for text in ["remove", collection.name, key] { writer.string(text) }
      case .append(let log, let id, let milliseconds, let stored):
        for text in ["append", log.name, id] { writer.string(text) }
        writer.integer(milliseconds)
        body = stored
      case .prune(let log, let moment):
        for text in ["prune", log.name] { writer.string(text) }
        writer.integer(moment)
      }
    }
    changes += writer.bytes
    changes.append(RecordText.newline)
    guard let body else { return }
    changes += body.bytes
    changes.append(RecordText.newline)
  }

  /// Adds the changes of another text behind these.
  mutating func add(_ other: RecordText) {
    changeCount += other.changeCount
    changes += other.changes
  }

  /// The payload of a record of some kind with these changes.
  func payload(_ kind: String, _ number: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      writer.string(kind)
      writer.integer(number)
    }
    return writer.bytes + [RecordText.newline] + changes
  }

  static let newline = UInt8(ascii: "\n")
}

// MARK: - Reading

extension RecordContent {
  /// Reads the payload of a record.
  ///
  /// - Throws: `RecordProblem` where it is not what this version writes.
  init(_ payload: ArraySlice<UInt8>) throws(RecordProblem) {
    var lines = RecordLines(payload)
    let head = try lines.head()
    guard head.count == 2, let kind = head[0].string, let number = head[1].integer, number >= 0 else {
      throw RecordProblem("its first line is not a kind and a number")
    }
    switch kind {
    case "journal": self = .opening(generation: number, isSalvaged: false)
    case "journal-salvaged": self = .opening(generation: number, isSalvaged: true)
    case "snapshot": self = .snapshot(try lines.changes())
    case "snapshot-end": self = .snapshotEnd(changes: number)
    case "commits": self = .commits(count: number, try lines.changes())
    default: throw RecordProblem("its kind is none that this version knows")
    }
    guard lines.isAtEnd else { throw RecordProblem("it goes on after its end") }
  }
}

/// The lines of a payload.
private struct RecordLines {
  private var rest: ArraySlice<UInt8>

  init(_ payload: ArraySlice<UInt8>) { rest = payload }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func line() throws(RecordProblem) -> [UInt8] {
    guard let end = rest.firstIndex(of: RecordText.newline) else { throw RecordProblem("a line has no end") }
    defer { rest = rest[(end + 1)...] }
    return Array(rest[..<end])
  }

  mutating func head() throws(RecordProblem) -> [JSONValue] {
    let line = try line()
    do throws(JSONError) {
      return try JSONValue(parsing: line).elements ?? []
    } catch {
      throw RecordProblem("a line is not JSON: \(error)")
    }
  }

  mutating func body() throws(RecordProblem) -> StoredBody {
    let line = try line()
    do throws(JSONError) {
      return try StoredBody(parsing: line)
    } catch {
      throw RecordProblem("a body is not JSON: \(error)")
    }
  }

  mutating func changes() throws(RecordProblem) -> [StoredChange] {
    var changes: [StoredChange] = []
    while !isAtEnd { changes.append(try change()) }
    return changes
  }

  private mutating func change() throws(RecordProblem) -> StoredChange {
    let head = try head()
    let (kind, place) = (head.first?.string, head.count > 1 ? head[1].string : nil)
    switch (kind, place, head.count) {
    case ("put", let name?, 4):
      guard let key = head[2].string, let version = head[3].integer, version > 0 else { break }
      return .put(StateCollection(name), key: key, version: version, try body())
    case ("remove", let name?, 3):
      guard let key = head[2].string else { break }
      return .remove(StateCollection(name), key: key)
    case ("append", let name?, 4):
      guard let id = head[2].string, let milliseconds = head[3].integer else { break }
      return .append(StateLog(name), id: id, milliseconds: milliseconds, try body())
    case ("prune", let name?, 3):
      guard let moment = head[2].integer else { break }
      return .prune(StateLog(name), before: moment)
    default: break
    }
    throw RecordProblem("a change is none that this version knows")
  }
}
