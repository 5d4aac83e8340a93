/// What one measurement of the router for many threads gave.
struct ThreadsRow: Sendable {
  let path: String
  let models: Int
  var threads = 1
  /// In the order in which they are written; nil where this machine cannot tell.
  let figures: [(name: String, value: Double?)]

  /// A figure by its name.
  subscript(_ name: String) -> Double? { figures.first { $0.name == name }?.value }
}
