/// Names that are allowed and names that are denied.
public struct NameFilter: Hashable, Sendable {
  /// Lists of what may pass; something passes if every list names it.
  ///
  /// Without lists everything passes.
  /// There are several where a key and a request both say what they allow: `acme` and `p1` may be the vendor
  /// and the id of one provider, so the lists cannot be intersected as text.
  public private(set) var allowLists: [[String]]
  /// What may not pass, whatever is allowed.
  public private(set) var deny: [String]
  /// Whether anything was said, be it only that everything may pass; what was said counts before a header.
  public private(set) var isStated: Bool

  /// Makes a filter; an empty `allow`, or one that holds `*`, lets everything pass that is not denied.
  public init(allow: [String] = [], deny: [String] = []) {
    allowLists = allow.isEmpty || allow.contains("*") ? [] : [allow]
    self.deny = deny
    isStated = !allow.isEmpty || !deny.isEmpty
  }

  /// Makes a filter over region names, which compare without regard to case.
  public static func regions(allow: [String] = [], deny: [String] = []) -> NameFilter {
    NameFilter(allow: allow.map { Region($0).name }, deny: deny.map { Region($0).name })
  }

  /// Whether the filter lets everything pass.
  public var isEmpty: Bool { deny.isEmpty && allowLists.isEmpty }

  /// A filter that lets pass what both let pass: intersection of what is allowed, union of what is denied.
  public func narrowed(by other: NameFilter) -> NameFilter {
    var narrowed = self
    for list in other.allowLists where !narrowed.allowLists.contains(where: { NameFilter.areEqual($0, list) }) {
      narrowed.allowLists.append(list)
    }
    var denied = Set(deny.map { Identifier<NameFilter>($0) })
    for name in other.deny where denied.insert(Identifier(name)).inserted { narrowed.deny.append(name) }
    narrowed.isStated = isStated || other.isStated
    return narrowed
  }

  /// The filter with all its names in lower case.
  var lowercased: NameFilter {
    var lowercased = self
    lowercased.allowLists = allowLists.map { $0.map { $0.lowercased() } }
    lowercased.deny = deny.map { $0.lowercased() }
    return lowercased
  }

  /// Whether something known by `name` or by `other` may pass; something without any name passes only where
  /// everything is allowed.
  public func admits(_ name: String?, or other: String? = nil) -> Bool {
    if !deny.isEmpty, NameFilter.names(name, or: other, in: deny) { return false }
    return allowLists.allSatisfy { NameFilter.names(name, or: other, in: $0) }
  }

  /// Whether a provider may pass, by its id or its vendor; a vendor counts whatever its case, as it is lower-cased
  /// on write.
  public func admits(_ provider: Provider) -> Bool {
    NameFilter.place(of: provider, in: deny) == nil
      && allowLists.allSatisfy { NameFilter.place(of: provider, in: $0) != nil }
  }

  /// The place of the first entry that names a provider by its id or its vendor, or nil.
  static func place(of provider: Provider, in list: [String]) -> Int? {
    list.firstIndex { entry in
      provider.id.text.utf8.elementsEqual(entry.utf8)
        || provider.vendor.map { $0.utf8.elementsEqual(entry.lowercased().utf8) } ?? false
    }
  }

  /// The place of the first entry that names it by either name, byte by byte, or nil.
  static func place(of name: String?, or other: String?, in list: [String]) -> Int? {
    list.firstIndex { entry in
      name.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
        || other.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
    }
  }

  /// Whether two lists hold the same names in the same order, byte by byte.
  private static func areEqual(_ lhs: [String], _ rhs: [String]) -> Bool {
    lhs.elementsEqual(rhs) { $0.utf8.elementsEqual($1.utf8) }
  }

  private static func names(_ name: String?, or other: String?, in list: [String]) -> Bool {
    place(of: name, or: other, in: list) != nil
  }
}
