import RoutingCore

extension JSONField {
  /// Something known by its wire name.
  func named<Value>(_ what: String, _ make: (String) -> Value?) throws(FormatError) -> Value {
    let name = try string()
    guard let value = make(name) else { throw error("unknown \(what) \(TextExcerpt.quoted(name.utf8))") }
    return value
  }

  /// A kind by its wire name.
  func kind() throws(FormatError) -> ModelKind {
    guard let kind = ModelKind(name: try string()) else { throw error("unknown kind") }
    return kind
  }

  /// A quantisation by its wire name.
  func quantization() throws(FormatError) -> Quantization {
    try named("quantization", Quantization.init(name:))
  }

  /// A list of parameters by their wire names.
  func parameters() throws(FormatError) -> ParameterSet {
    ParameterSet(
      try elements().map { (name) throws(FormatError) in try name.named("parameter", RequestParameter.init(name:)) })
  }

  /// A whole number from zero up.
  func count() throws(FormatError) -> Int {
    let count = try int()
    guard count >= 0 else { throw error("\(count) is negative") }
    return count
  }

  /// A list of names.
  func names() throws(FormatError) -> [String] {
    try elements().map { (name) throws(FormatError) in try name.string() }
  }

  /// An amount inside its unit's range.
  func quantity<Unit>(_ what: String) throws(FormatError) -> Quantity<Unit> {
    let number = try double()
    guard let quantity = Quantity<Unit>(number) else { throw error("\(number) is not \(what)") }
    return quantity
  }
}
