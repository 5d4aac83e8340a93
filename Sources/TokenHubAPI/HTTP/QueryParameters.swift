/// The parameters of a query, decoded; of two of one name the first counts.
struct QueryParameters: Hashable, Sendable {
  private var values: [String: String] = [:]

  /// Reads what stands behind the question mark; pairs that cannot be decoded are as good as absent.
  ///
  /// - Complexity: O(n) in the length of the query.
  init(_ query: String) {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decoded(parts[0], plus: .isSpace), values[name] == nil,
        let value = PercentEncoding.decoded(parts.count > 1 ? parts[1] : "", plus: .isSpace)
      else { continue }
      values[name] = value
    }
  }

  /// The value of a parameter, or nil where it is absent.
  subscript(name: String) -> String? { values[name] }

  /// The value of the first of several names that is there.
  func first(of names: String...) -> String? { names.lazy.compactMap { values[$0] }.first }

  /// A whole number, or nil where the parameter is absent or none.
  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
}

/// Which part of a list is asked for (H-045).
struct Page: Hashable, Sendable {
  /// How many items to pass over.
  let offset: Int
  /// How many to give at most.
  let limit: Int

  /// The most items of one page.
  static let maximumLimit = 1000

  /// Reads `limit` and `offset`: over the maximum is clamped; negative, a zero limit or no number is the default.
  init(_ query: QueryParameters, defaultLimit: Int) {
    let limit = query.integer("limit") ?? 0
    self.limit = limit > 0 ? min(limit, Page.maximumLimit) : defaultLimit
    offset = max(query.integer("offset") ?? 0, 0)
  }

  /// The part of a list.
  func of<Element>(_ list: [Element]) -> ArraySlice<Element> { list.dropFirst(offset).prefix(limit) }
}
