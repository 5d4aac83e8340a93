import RoutingCore

/// Something in a file that cannot be read, and where.
public struct FormatError: Error, Hashable, Sendable {
  /// The file's name, where the reader was told one.
  public var file: String?
  /// The line, from 1.
  public var line: Int
  /// The field, such as `models[3].price_usd.input_per_mtok`, where the trouble is about one.
  public var field: String?
  /// What is wrong.
  public var message: String

  /// Makes an error.
  public init(file: String? = nil, line: Int, field: String? = nil, message: String) {
    self.file = file
    self.line = line
    self.field = field
    self.message = message
  }
}

extension FormatError: CustomStringConvertible {
  /// `file:line: field: message`, parts that are absent left out.
  public var description: String {
    let place = file.map { "\($0):\(line)" } ?? "line \(line)"
    return [place, field, message].compactMap { $0 }.joined(separator: ": ")
  }
}

extension FormatError {
  /// The error of text that is not JSON; bytes count from 1, as columns do.
  init(_ error: JSONError, line: Int, field: String? = nil) {
    self.init(line: line, field: field, message: "\(error), at byte \(error.offset + 1)")
  }
}
