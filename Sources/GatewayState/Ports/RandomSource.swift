/// Gives bytes that nobody can guess: the only dice of a gateway, for keys, ids and salts.
///
/// Implement this over the operating system's generator; a test gives what it likes.
public protocol RandomSource: Sendable {
  /// So many bytes.
  func bytes(_ count: Int) -> [UInt8]
}
