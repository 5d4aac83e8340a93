/// What opening a journal found, and what it did about it.
public struct JournalRecovery: Hashable, Sendable {
  /// How many commits it has after its snapshot that were kept.
  public internal(set) var commitCount = 0
  /// How many bytes were kept.
  public internal(set) var keptBytes = 0
  /// What was dropped, in the order of the file; the last one may be its tail.
  public internal(set) var dropped: [JournalDamage] = []
  /// Files that a snapshot which never became valid left behind, or one that was superseded; they were removed.
  public internal(set) var removedFiles: [String] = []
  /// Where the damaged file is now, or nil where there is none.
  public internal(set) var damagedFile: String?

  /// Whether nothing was dropped.
  public var isWhole: Bool { dropped.isEmpty }

  /// How many bytes were dropped.
  public var droppedBytes: Int { dropped.reduce(0) { $0 + $1.byteCount } }

  /// Makes the report of an opening that found nothing.
  init() {}
}

/// A piece of a journal that cannot be read.
public struct JournalDamage: Hashable, Sendable {
  /// What is wrong with its beginning.
  public enum Reason: Hashable, Sendable {
    /// The file ends in the middle of a record.
    case cutOff
    /// A record's check does not fit its bytes.
    case wrongCheck
    /// Records are missing in front of one that is whole.
    case gap
    /// The file ends before its snapshot is whole.
    case snapshotUnfinished
    /// A record is whole, and this version does not know what it says; why.
    case notUnderstood(String)
  }

  /// The file's name in its folder.
  public let file: String
  /// Where it begins, in bytes from 0.
  public let offset: Int
  /// How many bytes it has.
  public let byteCount: Int
  /// What is wrong.
  public let reason: Reason
  /// How many records are lost in it, or nil for a tail, which tells no number.
  ///
  /// A tail that was torn by a crash is at most one record, whose commits nobody was told had been made.
  public let recordCount: Int?
}

/// Why a journal could not be opened; free of secrets.
public enum JournalFailure: Error, Hashable, Sendable {
  /// Another process, or another store of this one, has the folder open.
  case taken(folder: String)
  /// There is damage in front of records that are whole, or in the snapshot; nothing was changed.
  case damaged(JournalDamage)
  /// A file could not be read or written; what and why.
  case files(String)
}

extension JournalFailure: CustomStringConvertible {
  /// The failure in words.
  public var description: String {
    switch self {
    case .taken(let folder): "\(folder) is open in another store"
    case .damaged(let damage):
      "\(damage.file): \(damage.byteCount) bytes from byte \(damage.offset) on are damaged: \(damage.reason)"
    case .files(let message): message
    }
  }
}

extension JournalDamage.Reason: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .cutOff: "the file ends in the middle of a record"
    case .wrongCheck: "the check of a record does not fit its bytes"
    case .gap: "records are missing"
    case .snapshotUnfinished: "the file ends before its snapshot is whole"
    case .notUnderstood(let problem): problem
    }
  }
}
