import RoutingCore

/// The weight of a rank under Zipf's law.
enum ZipfWeight {
  /// `rank` to the power of −`exponent`.
  static func value(of rank: Int, exponent: Double) -> Double {
    ElementaryFunctions.exp(-exponent * ElementaryFunctions.log(Double(rank)))
  }
}
