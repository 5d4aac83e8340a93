internal import GatewayState

/// An open journal and what it says.
struct OpenedJournal {
  var writer: JournalWriter
  var state: StoredState
  var recovery: JournalRecovery

  /// Opens the journal of a folder, or begins one.
  ///
  /// - Throws: `JournalFailure`; the folder is free then.
  init(_ files: any JournalFiles, folder: String, options: JournalOptions) throws(JournalFailure) {
    do throws(JournalFileError) { try files.lock() } catch {
      throw error.isTaken ? .taken(folder: folder) : .files("\(error)")
    }
    do throws(JournalFailure) {
      self = try OpenedJournal(locked: files, options)
    } catch {
      files.unlock()
      throw error
    }
  }

  private init(locked files: any JournalFiles, _ options: JournalOptions) throws(JournalFailure) {
    let names = try OpenedJournal.told { () throws(JournalFileError) in try files.names() }
    recovery = JournalRecovery()
    guard let generation = names.compactMap(JournalName.generation).max() else {
      state = StoredState()
      writer = try OpenedJournal.told { () throws(JournalFileError) in
        try OpenedJournal.remove(names.filter(JournalName.isUnfinished), from: files)
        return try JournalWriter(
          files, options: options, generation: 1, number: 1, state: StoredState(), isSalvaged: false)
      }
      recovery.removedFiles = names.filter(JournalName.isUnfinished)
      return
    }
    let name = JournalName.journal(generation)
    let file = try OpenedJournal.told { () throws(JournalFileError) in try files.open(name) }
    var reader = try JournalReader(file, name: name, generation: generation, opening: options.opening)
    let content = try reader.read()
    state = content.state
    recovery.commitCount = content.commitCount
    recovery.dropped = content.damage
    recovery.keptBytes = try OpenedJournal.told { () throws(JournalFileError) in try file.size() }
    recovery.keptBytes -= recovery.droppedBytes
    let isSalvage = content.needsRewriting
    do throws(JournalFileError) {
      recovery.removedFiles = try OpenedJournal.clear(names, but: generation, content, from: files)
      if isSalvage {
        writer = try JournalWriter(
          files, options: options, generation: generation + 1, number: content.nextNumber, state: content.state,
          isSalvaged: true)
        file.close()
        try files.rename(name, to: JournalName.damaged(generation))
        recovery.damagedFile = JournalName.damaged(generation)
      } else {
        if !content.damage.isEmpty { try file.truncate(to: content.end) }
        // What was read may only be in the memory of the machine so far, and whoever reads it takes it for kept.
        try file.synchronize()
        writer = JournalWriter(files, options: options, file: file, generation: generation, content: content)
      }
      try files.synchronize()
    } catch {
      throw .files("\(error)")
    }
  }

  /// Puts away what earlier runs left behind; what was removed.
  private static func clear(
    _ names: [String], but generation: Int, _ content: JournalContent, from files: any JournalFiles
  ) throws(JournalFileError) -> [String] {
    var removed = names.filter(JournalName.isUnfinished)
    for older in names.compactMap(JournalName.generation).filter({ $0 < generation }).sorted() {
      let name = JournalName.journal(older)
      if content.isSalvaged, older == generation - 1 {
        try files.rename(name, to: JournalName.damaged(older))
      } else {
        removed.append(name)
      }
    }
    try remove(removed, from: files)
    return removed
  }

  private static func remove(_ names: [String], from files: any JournalFiles) throws(JournalFileError) {
    for name in names { try files.remove(name) }
  }

  private static func told<Value>(
    _ body: () throws(JournalFileError) -> Value
  ) throws(JournalFailure) -> Value {
    do throws(JournalFileError) { return try body() } catch { throw .files("\(error)") }
  }
}
