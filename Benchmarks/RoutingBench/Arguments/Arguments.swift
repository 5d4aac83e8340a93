import RoutingCore

/// The options given to a command.
struct Arguments {
  private var values: [String: String] = [:]
  /// The words without a name, as many as the command takes or more where it takes more.
  private(set) var operands: [String] = []

  /// Reads `--name value`, `--name=value`, `--switch` and operands.
  init(_ words: some Sequence<String>, for command: Command) throws(UsageError) {
    var words = Array(words)[...]
    while let word = words.popFirst() {
      if !word.hasPrefix("-"), operands.count < command.operands.count || command.furtherOperands != nil {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = command.options.first(where: { $0.name == name }) else {
        throw UsageError(description: "unknown option '\(word)'; try 'routing-bench \(command.name) --help'")
      }
      guard values[name] == nil else { throw UsageError(description: "\(name) is given twice") }
      guard option.value != nil else {
        guard parts.count == 1 else { throw UsageError(description: "\(name) takes no value") }
        values[name] = ""
        continue
      }
      guard let value = parts.count == 2 ? String(parts[1]) : words.popFirst() else {
        throw UsageError(description: "\(name) needs a value")
      }
      values[name] = value
    }
    guard operands.count >= command.operands.count else {
      throw UsageError(
        description: "\(command.name) needs \(command.operands.joined(separator: " and ")); "
          + "try 'routing-bench \(command.name) --help'")
    }
  }

  /// Whether a switch is on.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option, or nil where it is not given.
  func text(_ name: String) -> String? { values[name] }

  /// All options that were given and their values, by name.
  var given: [(name: String, value: String)] {
    values.map { (name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
  }

  /// A whole number within bounds.
  func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(UsageError) -> Int {
    guard let text = values[name] else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        description: "\(name): '\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Whole numbers within bounds, separated by commas.
  func integers(_ name: String, in range: ClosedRange<Int>, default fallback: [Int]) throws(UsageError) -> [Int] {
    guard let text = values[name] else { return fallback }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let valid = numbers.compactMap { $0 }.filter(range.contains)
    guard valid.count == numbers.count else {
      throw UsageError(
        description: "\(name): '\(text)' is not a list of whole numbers from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return valid
  }

  /// A number within bounds.
  func number(_ name: String, in range: ClosedRange<Double>, default fallback: Double) throws(UsageError) -> Double {
    guard let text = values[name] else { return fallback }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError(
        description: "\(name): '\(text)' is not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// One of some names.
  func choice<Value>(_ name: String, of choices: [Value], called label: (Value) -> String) throws(UsageError) -> Value?
  {
    guard let text = values[name] else { return nil }
    guard let value = choices.first(where: { label($0) == text }) else {
      let known = choices.map(label).joined(separator: ", ")
      throw UsageError(description: "\(name): '\(text)' is not one of \(known)")
    }
    return value
  }

  /// Some of some names, separated by commas.
  func choices<Value>(_ name: String, of choices: [Value], called label: (Value) -> String) throws(UsageError)
    -> [Value]
  {
    var values: [Value] = []
    for part in (self.values[name] ?? "").split(separator: ",") {
      guard let value = choices.first(where: { label($0) == part }) else {
        let known = choices.map(label).joined(separator: ", ")
        throw UsageError(description: "\(name): '\(part)' is not one of \(known)")
      }
      values.append(value)
    }
    return values
  }
}
