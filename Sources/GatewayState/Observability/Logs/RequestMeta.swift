package import RoutingCore

/// What is kept of the object `meta` of a request: short texts, and only so many (H-106).
package enum RequestMeta {
  /// The longest text kept, in bytes.
  package static let longestText = 1024
  /// How many texts are kept of one request; the contract names no number, and a body of ten megabytes has room for a million.
  package static let mostTexts = 64

  /// The members that are kept, in their order and without secrets (C-403), none named like one; none where this is no object.
  ///
  /// - Complexity: O(m) in the number of members.
  package static func kept(of meta: JSONValue?) -> [JSONValue.Member] {
    let redactor = SecretRedactor()
    let texts = (meta?.members ?? []).lazy.filter { member in
      member.name.utf8.count <= longestText && member.value.string.map { $0.utf8.count <= longestText } ?? false
        // Two names without their secrets could be one, which no object holds twice.
        && redactor.redacted(member.name) == member.name
    }
    return texts.prefix(mostTexts).map { member in
      JSONValue.Member(name: member.name, value: JSONValue(.string(redactor.redacted(member.value.string ?? ""))))
    }
  }
}
