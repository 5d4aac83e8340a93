/// What a caller may write where a model is named, known to one router; deciding by it reads and hashes no text.
///
/// A router resolves the text again with every reconfiguration, so a handle means the text and not the model: it stays
/// good for as long as its router lives. Using it with another router is a programmer's mistake and traps.
public struct ReferenceHandle: Hashable, Sendable {
  let router: ObjectIdentifier
  let place: Int
}
