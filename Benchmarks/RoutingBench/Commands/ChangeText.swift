import RoutingCore

/// Single changes told to a person.
enum ChangeText {
  static func lines(_ changes: [SingleChange], _ model: ModelID, isKnown: Bool) -> [String] {
    guard isKnown else { return ["", "'\(model)' is not registered"] }
    guard let first = changes.first else {
      return ["", "no single change would do for '\(model)', or it comes first already"]
    }
    let effect = first.effect == .wins ? "come first" : "be able to serve"
    return ["", "'\(model)' would \(effect) if one of these changed alone, the smallest first:"]
      + changes.map { "  \($0.lever.name): \(number($0.have)) -> \(number($0.need))" }
  }

  private static func number(_ value: Double) -> String {
    abs(value) < 1e15 && Double(Int(value)) == value ? "\(Int(value))" : "\(value)"
  }
}
