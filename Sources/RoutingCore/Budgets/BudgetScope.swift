/// What a budget is for: whose calls, or calls to whom, it counts.
///
/// Texts are compared byte by byte, as ids are (see ``Identifier``), so that the order of scopes is the same on every
/// machine and two texts that merely look alike are two scopes.
public enum BudgetScope: Sendable {
  /// The calls made with one API key.
  case key(String)
  /// The calls of one team.
  case team(String)
  /// The calls to one provider.
  case provider(ProviderID)
  /// The calls that carry one tag, such as a project or a cost centre.
  case tag(String)

  /// The name within the kind of scope.
  public var name: String {
    switch self {
    case .key(let name), .team(let name), .tag(let name): name
    case .provider(let id): id.text
    }
  }

  /// The place of the kind in the order, and the word for it.
  private var kind: (place: Int, word: String) {
    switch self {
    case .key: (0, "key")
    case .team: (1, "team")
    case .provider: (2, "provider")
    case .tag: (3, "tag")
    }
  }
}

extension BudgetScope: Hashable {
  /// Whether both are of one kind and have the same bytes.
  public static func == (lhs: BudgetScope, rhs: BudgetScope) -> Bool {
    lhs.kind.place == rhs.kind.place && lhs.name.utf8.elementsEqual(rhs.name.utf8)
  }

  /// Hashes kind and name; equal bytes are equal strings, so this agrees with `==`.
  public func hash(into hasher: inout Hasher) {
    kind.place.hash(into: &hasher)
    name.hash(into: &hasher)
  }
}

extension BudgetScope: Comparable {
  /// Whether `lhs` comes first: keys, teams, providers, tags, and in each kind by bytes.
  public static func < (lhs: BudgetScope, rhs: BudgetScope) -> Bool {
    guard lhs.kind.place == rhs.kind.place else { return lhs.kind.place < rhs.kind.place }
    return lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
  }
}

extension BudgetScope: CustomStringConvertible {
  /// The kind and the name, such as `team 'search'`.
  public var description: String { "\(kind.word) '\(name)'" }
}
