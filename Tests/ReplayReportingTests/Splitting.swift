extension String {
  /// The parts between the places where a separator stands, empty ones included.
  func split(onEvery separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
