internal import GatewayState

/// Adds to the journal of a folder, and begins a new one with a snapshot when it has grown.
///
/// A journal is one file, `journal-7` for generation 7: its head, the snapshot that it begins with, and the commits since. The next
/// generation is written to `journal-8.new`, synchronised and only then given its name, so a file with a name of a journal
/// is always whole, and the one before it is removed when nobody needs it any more.
struct JournalWriter: Sendable {
  private let files: any JournalFiles
  private let options: JournalOptions
  private var file: any JournalFile
  private var generation: Int
  private var number: UInt64
  private var snapshotSize: Int
  private var end: Int
  /// How large the file may grow.
  private var limit: Int
  /// Why nothing may be written any more.
  private var refusal: String?

  /// Goes on with a journal that was read.
  init(
    _ files: any JournalFiles, options: JournalOptions, file: any JournalFile, generation: Int, content: JournalContent
  ) {
    self.files = files
    self.options = options
    self.file = file
    self.generation = generation
    number = content.nextNumber
    snapshotSize = content.snapshotSize
    end = content.end
    limit = JournalWriter.limit(of: snapshotSize, options)
  }

  /// Begins a journal, in the place of the generation before it where there is one.
  init(
    _ files: any JournalFiles, options: JournalOptions, generation: Int, number: UInt64, state: StoredState,
    isSalvaged: Bool
  ) throws(JournalFileError) {
    self.files = files
    self.options = options
    self.generation = generation
    self.number = number
    let snapshot = try JournalWriter.write(
      state, to: files, generation: generation, number: &self.number, isSalvaged: isSalvaged)
    (file, snapshotSize) = snapshot
    end = snapshotSize
    limit = JournalWriter.limit(of: snapshotSize, options)
    try files.rename(JournalName.unfinished(generation), to: JournalName.journal(generation))
    try files.synchronize()
  }

  private static func limit(of snapshotSize: Int, _ options: JournalOptions) -> Int {
    let (product, overflow) = snapshotSize.multipliedReportingOverflow(by: options.compactionRatio)
    let growth = max(overflow ? .max : product, options.compactionFloor)
    let (limit, isHuge) = snapshotSize.addingReportingOverflow(growth)
    return isHuge ? .max : limit
  }

  /// Whether it is time for a new snapshot.
  var isDue: Bool { refusal == nil && end > limit }

  // MARK: - Adding

  /// Adds a record that outlasts a loss of power once this returns.
  ///
  /// - Throws: `StateStoreFailure.unavailable`; the record is not there then. What follows after that is possible wherever the
  ///   file could be put right.
  mutating func add(_ payload: [UInt8]) throws(StateStoreFailure) {
    if let refusal { throw .unavailable(refusal) }
    let record = RecordFrame.record(payload, number: number)
    do throws(JournalFileError) {
      try file.write(record, at: end)
    } catch {
      cutOff(after: error)
      throw .unavailable("\(error)")
    }
    do throws(JournalFileError) {
      try file.synchronize()
    } catch {
      // Whether the record is on the disk is unknown now, and asking once more would not tell: the system may have dropped what it
      // could not write, and call the rest synchronised (PostgreSQL learned so in 2018, "fsyncgate").
      refusal = "nothing is written any more since this failed: \(error)"
      cutOff(after: error)
      throw .unavailable("\(error)")
    }
    number += 1
    end += record.count
  }

  /// Takes away whatever part of a record was written.
  private mutating func cutOff(after failure: JournalFileError) {
    do throws(JournalFileError) {
      try file.truncate(to: end)
    } catch {
      refusal = refusal ?? "nothing is written any more since this failed: \(failure), and then: \(error)"
    }
  }

  // MARK: - Snapshots

  /// Begins the next generation with a snapshot.
  ///
  /// - Throws: `StateStoreFailure.unavailable`; the journal goes on as it was wherever it is known which file is the journal.
  mutating func compact(_ state: StoredState) throws(StateStoreFailure) {
    if let refusal { throw .unavailable(refusal) }
    let next = generation + 1
    // One that fails is not tried again before the journal has grown as much again.
    limit = end + (limit - snapshotSize)
    let new: (file: any JournalFile, size: Int)
    var nextNumber = number
    do throws(JournalFileError) {
      new = try JournalWriter.write(state, to: files, generation: next, number: &nextNumber, isSalvaged: false)
      try files.rename(JournalName.unfinished(next), to: JournalName.journal(next))
    } catch {
      abandon(next, after: error)
      throw .unavailable("\(error)")
    }
    do throws(JournalFileError) {
      try files.synchronize()
    } catch {
      refusal = "nothing is written any more since this failed: \(error)"
      throw .unavailable("\(error)")
    }
    file.close()
    (file, snapshotSize, end, number) = (new.file, new.size, new.size, nextNumber)
    limit = JournalWriter.limit(of: snapshotSize, options)
    // One that stays is removed at the next opening.
    do throws(JournalFileError) { try files.remove(JournalName.journal(generation)) } catch {}
    generation = next
  }

  /// Goes on with the journal as it is, if it is sure that the next one did not get its name.
  private mutating func abandon(_ next: Int, after failure: JournalFileError) {
    var isSure = false
    do throws(JournalFileError) { isSure = try !files.names().contains(JournalName.journal(next)) } catch {}
    guard isSure else {
      refusal = "nothing is written any more since this failed: \(failure)"
      return
    }
    // One that stays is removed at the next opening.
    do throws(JournalFileError) { try files.remove(JournalName.unfinished(next)) } catch {}
  }

  /// How many bytes a record of a snapshot has before the next one begins.
  private static let pieceSize = 1 << 18

  /// Writes the snapshot of a state to a file that is no journal yet, and synchronises it.
  private static func write(
    _ state: StoredState, to files: any JournalFiles, generation: Int, number: inout UInt64, isSalvaged: Bool
  ) throws(JournalFileError) -> (any JournalFile, size: Int) {
    let file = try files.create(JournalName.unfinished(generation))
    var size = 0
    var piece = RecordText()
    var count = 0
    func add(_ payload: [UInt8]) throws(JournalFileError) {
      let record = RecordFrame.record(payload, number: number)
      try file.write(record, at: size)
      size += record.count
      number += 1
    }
    try add(RecordText().payload(isSalvaged ? "journal-salvaged" : "journal", generation))
    try state.forEachChange { (change) throws(JournalFileError) in
      piece.add(change)
      guard piece.changes.count >= pieceSize else { return }
      count += piece.changeCount
      try add(piece.payload("snapshot", piece.changeCount))
      piece = RecordText()
    }
    if piece.changeCount > 0 {
      count += piece.changeCount
      try add(piece.payload("snapshot", piece.changeCount))
    }
    try add(RecordText().payload("snapshot-end", count))
    try file.synchronize()
    return (file, size)
  }

  // MARK: - Ending

  /// Lets go of the folder.
  mutating func close() {
    guard refusal != JournalWriter.closed else { return }
    refusal = JournalWriter.closed
    file.close()
    files.unlock()
  }

  static let closed = "the store is closed"
}

/// The names of files in a journal's folder.
enum JournalName {
  static func journal(_ generation: Int) -> String { "journal-\(generation)" }
  static func unfinished(_ generation: Int) -> String { "journal-\(generation).new" }
  static func damaged(_ generation: Int) -> String { "journal-\(generation).damaged" }

  /// The generation of a journal's name, or nil where it is none.
  static func generation(of name: String) -> Int? {
    guard name.hasPrefix("journal-"), let generation = Int(name.dropFirst(8)), journal(generation) == name,
      generation > 0
    else { return nil }
    return generation
  }

  /// Whether this is the name of a journal that was never finished.
  static func isUnfinished(_ name: String) -> Bool {
    name.hasSuffix(".new") && generation(of: String(name.dropLast(4))) != nil
  }
}
