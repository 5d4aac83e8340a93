/// A command of the executable: what it is called, what it takes, and what it does.
struct Command: Sendable {
  let name: String
  let summary: String
  /// What follows the name, for the help text.
  let usage: String
  let options: [Option]
  /// What the words are called that it takes without a name; all must be given.
  var operands: [String] = []
  /// What the further words are called of which there may be any number, or nil where there may be none.
  var furtherOperands: String?
  /// Says anything the options do not.
  var notes = ""
  /// Returns the exit status.
  let run: @Sendable (Arguments) throws -> Int32

  /// Something a command takes, named `--so`.
  struct Option: Sendable {
    let name: String
    /// What the value is called in the help text, or nil for a switch.
    let value: String?
    let help: String
  }

  var help: String {
    let width = (options.map { Command.label($0).count } + ["--help".count]).max() ?? 0
    let rows = options.map { "  \(Command.padded(Command.label($0), to: width))  \($0.help)" }
    let help = "  \(Command.padded("--help", to: width))  show this text"
    let usage = usage.isEmpty ? "" : " \(usage)"
    let notes = notes.isEmpty ? "" : "\n\n\(notes)"
    return "\(summary)\n\nusage: routing-bench \(name)\(usage)\n\n\((rows + [help]).joined(separator: "\n"))\(notes)"
  }

  private static func label(_ option: Option) -> String {
    option.value.map { "\(option.name) \($0)" } ?? option.name
  }

  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}

/// The command line cannot be understood; exit status 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
