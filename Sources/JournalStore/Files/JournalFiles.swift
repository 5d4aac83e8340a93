/// What a journal does with its folder, so that tests can make each step fail.
///
/// Names are those of files within the folder.
protocol JournalFiles: Sendable {
  /// Makes the folder where there is none, and takes the right to it until ``unlock()``.
  func lock() throws(JournalFileError)
  /// Gives the right to the folder back.
  func unlock()
  /// The names of all files.
  func names() throws(JournalFileError) -> [String]
  /// Opens a file to read and write.
  func open(_ name: String) throws(JournalFileError) -> any JournalFile
  /// Makes an empty file in the place of whatever has the name.
  func create(_ name: String) throws(JournalFileError) -> any JournalFile
  /// Gives a file a name that is free, in one step.
  func rename(_ name: String, to other: String) throws(JournalFileError)
  /// Removes a file.
  func remove(_ name: String) throws(JournalFileError)
  /// Returns once the names in the folder outlast a loss of power.
  func synchronize() throws(JournalFileError)
}

/// An open file.
protocol JournalFile: AnyObject, Sendable {
  /// How many bytes it has.
  func size() throws(JournalFileError) -> Int
  /// The bytes from a place on, so many or as many as there are.
  func read(at offset: Int, upTo count: Int) throws(JournalFileError) -> [UInt8]
  /// Writes bytes from a place on; where it throws, any of them may have been written.
  func write(_ bytes: [UInt8], at offset: Int) throws(JournalFileError)
  /// Cuts the file off.
  func truncate(to size: Int) throws(JournalFileError)
  /// Returns once everything written outlasts a loss of power.
  func synchronize() throws(JournalFileError)
  /// Lets go of the file.
  func close()
}

/// A step with a file that failed.
struct JournalFileError: Error, Hashable, Sendable, CustomStringConvertible {
  let step: String
  let file: String
  let reason: String
  /// Whether somebody else has the folder.
  var isTaken = false

  var description: String { "cannot \(step) \(file): \(reason)" }
}
