/// A reference looked up once in one registry and directory, before anybody's turn or draw.
///
/// It holds numbers alone: a request that brings one reads no text and hashes none.
package struct PreparedReference: Hashable, Sendable {
  let meaning: Meaning
  let isStrict: Bool

  /// No reference at all.
  package static let none = PreparedReference(meaning: .absent, isStrict: false)

  /// What a text was taken for.
  enum Meaning: Hashable, Sendable {
    case absent
    case unknown
    /// The pool behind `*`, whose members take turns.
    case wildcard(set: Int)
    /// An alias, a model, or a set, by kind.
    case entry(ReferenceKind, place: Int)
  }
}
