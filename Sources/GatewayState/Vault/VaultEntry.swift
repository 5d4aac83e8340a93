package import RoutingCore

/// The name of a value in a vault (H-208); the value is bound to it, so that nobody can put one in the place of another.
public struct VaultEntry: Hashable, Sendable {
  /// A name compared by its bytes, as values are bound to those: names that only look alike are two entries.
  package typealias ID = Identifier<VaultEntry>

  let id: ID

  private static let secretMark = "secret:"

  private init(name: String) { id = ID(name) }

  /// The name.
  public var name: String { id.text }

  /// A provider's credential: `provider:<id>:api_key`.
  public static func provider(_ id: String) -> VaultEntry { VaultEntry(name: "provider:\(id):api_key") }

  /// A secret of the operator's own: `secret:<name>`.
  public static func secret(_ name: String) -> VaultEntry { VaultEntry(name: secretMark + name) }

  /// The provider whose secret an entry of this name is, or nil where it is none of a provider.
  public static func providerID(of entry: String) -> String? {
    let (start, end) = ("provider:".utf8, ":api_key".utf8)
    guard entry.utf8.count > start.count + end.count, entry.utf8.starts(with: start),
      entry.utf8.suffix(end.count).elementsEqual(end)
    else { return nil }
    return String(Substring(entry.utf8.dropFirst(start.count).dropLast(end.count)))
  }

  /// What a name of an entry calls the operator's own secret, or nil where it names something else.
  static func secretName(of entry: String) -> String? {
    guard entry.utf8.starts(with: secretMark.utf8) else { return nil }
    return String(Substring(entry.utf8.dropFirst(secretMark.utf8.count)))
  }
}
