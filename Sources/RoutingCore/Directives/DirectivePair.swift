/// A key and its value, as written.
struct DirectivePair {
  /// What became of a pair.
  enum Outcome {
    case taken
    case ignored(DirectiveWarning.Kind)
    /// The one value that is not ignored where it is wrong (R-1406).
    case notJSON
  }

  private let key: String
  private let value: ArraySlice<UInt8>

  /// Splits `token` at its first `=`, or gives nil where it has none.
  init?(_ token: ArraySlice<UInt8>) {
    guard let sign = token.firstIndex(of: DirectiveBytes.equalsSign) else { return nil }
    key = String(decoding: DirectiveBytes.trimmed(token[..<sign]), as: UTF8.self)
    value = DirectiveBytes.trimmed(token[(sign + 1)...])
  }

  /// Puts the value where the key says, or leaves `directive` as it was.
  func apply(to directive: inout Directive, isJSON: (Substring) -> Bool) -> Outcome {
    switch key {
    case "mode": Self.set(&directive.mode, to: DirectiveMode(name: text))
    case "budget": Self.set(&directive.maximumCost, to: quantity(atMost: 100))
    case "latency": Self.set(&directive.deadline, to: quantity(atMost: 300_000))
    case "min_weight": Self.set(&directive.minimumWeight, to: weight)
    case "output_schema": setSchema(of: &directive, isJSON: isJSON)
    case "region": Self.set(&directive.regions, to: list)
    case "provider": Self.set(&directive.providers, to: list)
    case "model": Self.set(&directive.models, to: list)
    case "hint": Self.set(&directive.hint, to: value.isEmpty ? nil : text)
    default: .ignored(.unknownKey)
    }
  }

  private static func set<Value>(_ place: inout Value?, to value: Value?) -> Outcome {
    guard let value else { return .ignored(.invalidValue) }
    place = value
    return .taken
  }

  private func setSchema(of directive: inout Directive, isJSON: (Substring) -> Bool) -> Outcome {
    guard isJSON(text[...]) else { return .notJSON }
    directive.outputSchema = text
    return .taken
  }

  private var text: String { String(decoding: value, as: UTF8.self) }

  /// An amount above 0: a directive cannot ask for a limit of nothing (R-1403).
  private func quantity<Unit: QuantityUnit>(atMost most: Double) -> Quantity<Unit>? {
    guard let amount = DirectiveNumber.decimal(value), amount > 0, amount <= most else { return nil }
    return Quantity(amount)
  }

  private var weight: Int? {
    guard let weight = DirectiveNumber.integer(value), weight <= 10 else { return nil }
    return weight
  }

  /// The items between commas, without empty ones, or nil where none is left.
  private var list: [String]? {
    let items = value.split(separator: DirectiveBytes.comma).map(DirectiveBytes.trimmed).filter { !$0.isEmpty }
    return items.isEmpty ? nil : items.map { String(decoding: $0, as: UTF8.self) }
  }
}
