internal import GatewayState

/// What a journal says.
struct JournalContent {
  var state = StoredState()
  /// How many bytes the snapshot has, head and end included; 0 until its end was read.
  var snapshotSize = 0
  /// Where the next record goes.
  var end = 0
  /// The next record's number.
  var nextNumber: UInt64 = 1
  var commitCount = 0
  /// What was passed over, the tail included.
  var damage: [JournalDamage] = []
  /// Whether damage stands in front of a whole record, or in the snapshot, so that the file cannot go on as it is.
  var needsRewriting = false
  var isSalvaged = false
}

/// Reads a journal record by record.
///
/// One record is synchronised before the next one is written. So a crash can only ever tear the last; a bad record with a good
/// one behind it, or one within the snapshot, is damage to what had been kept for good.
struct JournalReader {
  private let name: String
  private let generation: Int
  private let opening: JournalOptions.Opening
  private var window: JournalWindow
  private var content = JournalContent()
  private var expected: UInt64?
  private var snapshotChanges = 0

  init(
    _ file: any JournalFile, name: String, generation: Int, opening: JournalOptions.Opening
  ) throws(JournalFailure) {
    self.name = name
    self.generation = generation
    self.opening = opening
    window = try JournalReader.reading { () throws(JournalFileError) in try JournalWindow(file) }
  }

  /// Reads everything.
  ///
  /// - Throws: `JournalFailure.damaged` unless damage is to be salvaged; `JournalFailure.files`.
  /// - Complexity: O(n) in the bytes of the file; a bounded number of bytes and the state are in memory.
  mutating func read() throws(JournalFailure) -> JournalContent {
    var offset = 0
    while offset < window.size {
      if let record = try record(at: offset), record.frame.number == expected ?? record.frame.number {
        try take(record, at: offset)
        offset += record.size
        continue
      }
      switch try search(from: offset) {
      case .record(let next, let number):
        let missing = expected.map { Int(clamping: number &- $0) }
        try pass(offset..<next, next == offset ? .gap : try reason(at: offset), records: missing)
        (expected, offset) = (number, next)
      case .nothing:
        try passTail(from: offset)
        offset = window.size
      case .tooMuchWork:
        try pass(offset..<window.size, try reason(at: offset), records: nil)
        offset = window.size
      }
    }
    if content.snapshotSize == 0, !content.needsRewriting {
      try pass(window.size..<window.size, .snapshotUnfinished, records: nil)
    }
    content.nextNumber = expected ?? 1
    return content
  }

  // MARK: - Records

  private struct Record {
    let frame: RecordFrame
    let payload: ArraySlice<UInt8>
    var size: Int { RecordFrame.size + frame.length }
  }

  /// The record at a place, or nil where no whole one begins there.
  private mutating func record(at offset: Int) throws(JournalFailure) -> Record? {
    guard let frame = try frame(at: offset), frame.length > 0,
      let payload = try bytes(at: offset + RecordFrame.size, count: frame.length), frame.fits(payload)
    else { return nil }
    return Record(frame: frame, payload: payload)
  }

  private mutating func frame(at offset: Int) throws(JournalFailure) -> RecordFrame? {
    try bytes(at: offset, count: RecordFrame.size).map { RecordFrame($0) }
  }

  private mutating func bytes(at offset: Int, count: Int) throws(JournalFailure) -> ArraySlice<UInt8>? {
    do throws(JournalFileError) {
      return try window.bytes(at: offset, count: count)
    } catch {
      throw .files("\(error)")
    }
  }

  /// What comes after bytes that are no record.
  private enum Search {
    case record(offset: Int, number: UInt64)
    case nothing
    case tooMuchWork
  }

  /// Looks for the first whole record at or after a place that may follow the last one taken.
  ///
  /// Bytes that were made to look like many overlapping records would take long to check each. Past some work the search ends, and
  /// what was not looked at is not taken for a torn tail.
  private mutating func search(from start: Int) throws(JournalFailure) -> Search {
    let least = expected ?? 0
    var work = 4 * (window.size - start) + (1 << 20)
    var offset = start
    while let frame = try frame(at: offset) {
      let isLikely =
        frame.length > 0 && frame.length <= window.size - offset - RecordFrame.size
        && frame.number >= least && frame.number - least < JournalReader.largestGap
      if isLikely {
        work -= frame.length
        guard work > 0 else { return .tooMuchWork }
        if try record(at: offset) != nil { return .record(offset: offset, number: frame.number) }
      }
      offset += 1
    }
    return .nothing
  }

  /// How many records may be missing at once; it tells numbers of records from bytes that mean something else.
  private static let largestGap: UInt64 = 1 << 32

  private mutating func reason(at offset: Int) throws(JournalFailure) -> JournalDamage.Reason {
    guard let frame = try frame(at: offset), frame.length <= window.size - offset - RecordFrame.size else {
      return .cutOff
    }
    return .wrongCheck
  }

  // MARK: - Taking and passing over

  private mutating func take(_ record: Record, at offset: Int) throws(JournalFailure) {
    do throws(RecordProblem) {
      try take(try RecordContent(record.payload), at: offset, until: offset + record.size)
      content.end = offset + record.size
    } catch {
      try pass(offset..<offset + record.size, .notUnderstood(error.message), records: 1)
    }
    expected = record.frame.number &+ 1
  }

  private mutating func take(_ record: RecordContent, at offset: Int, until end: Int) throws(RecordProblem) {
    // After damage, anything may be missing that would have to come first.
    let isLenient = content.needsRewriting
    switch record {
    case .opening(let generation, let isSalvaged):
      guard offset == 0, generation == self.generation else {
        throw RecordProblem("the head of generation \(generation) stands where it should not")
      }
      content.isSalvaged = isSalvaged
    case .snapshot(let changes):
      guard isLenient || content.snapshotSize == 0 && offset > 0 else {
        throw RecordProblem("a snapshot stands where it should not")
      }
      snapshotChanges += changes.count
      for change in changes { content.state.apply(change) }
    case .snapshotEnd(let count):
      guard isLenient || count == snapshotChanges && content.snapshotSize == 0 && offset > 0 else {
        throw RecordProblem("the snapshot has \(snapshotChanges) changes instead of \(count)")
      }
      content.snapshotSize = end
    case .commits(let count, let changes):
      guard isLenient || content.snapshotSize > 0 else { throw RecordProblem("a commit stands within the snapshot") }
      content.commitCount += count
      for change in changes { content.state.apply(change) }
    }
  }

  private mutating func passTail(from offset: Int) throws(JournalFailure) {
    guard content.snapshotSize > 0 else { return try pass(offset..<window.size, .snapshotUnfinished, records: nil) }
    let reason = try reason(at: offset)
    content.damage.append(
      JournalDamage(
        file: name, offset: offset, byteCount: window.size - offset, reason: reason, recordCount: nil))
  }

  /// Passes over damage to what had been kept, or refuses to.
  private mutating func pass(
    _ range: Range<Int>, _ reason: JournalDamage.Reason, records: Int?
  ) throws(JournalFailure) {
    let damage = JournalDamage(
      file: name, offset: range.lowerBound, byteCount: range.count, reason: reason, recordCount: records)
    guard opening == .salvage else { throw .damaged(damage) }
    content.damage.append(damage)
    content.needsRewriting = true
  }

  private static func reading<Value>(
    _ body: () throws(JournalFileError) -> Value
  ) throws(JournalFailure) -> Value {
    do throws(JournalFileError) { return try body() } catch { throw .files("\(error)") }
  }
}
