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

  /// Makes a filter; an empty `allow`, or one that holds `*`, lets everything pass that is not denied.
  public init(allow: [String] = [], deny: [String] = []) {
    allowLists = allow.isEmpty || allow.contains("*") ? [] : [allow]
    self.deny = deny
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
    for list in other.allowLists where !narrowed.allowLists.contains(list) { narrowed.allowLists.append(list) }
    for name in other.deny where !narrowed.deny.contains(name) { narrowed.deny.append(name) }
    return narrowed
  }

  /// Whether something known by `name` or by `other` may pass; something without any name passes only where
  /// everything is allowed.
  public func admits(_ name: String?, or other: String? = nil) -> Bool {
    if !deny.isEmpty, NameFilter.names(name, or: other, in: deny) { return false }
    return allowLists.allSatisfy { NameFilter.names(name, or: other, in: $0) }
  }

  /// The place of the first entry that names it by either name, byte by byte, or nil.
  static func place(of name: String?, or other: String?, in list: [String]) -> Int? {
    list.firstIndex { entry in
      name.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
        || other.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
    }
  }

  private static func names(_ name: String?, or other: String?, in list: [String]) -> Bool {
    place(of: name, or: other, in: list) != nil
  }
}
