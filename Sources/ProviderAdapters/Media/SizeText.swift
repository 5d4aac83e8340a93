/// The two ways to write the size of a picture: `1024*1024` and `1024x1024` (H-151).
///
/// What is no size, such as `auto`, stays as it is.
enum SizeText {
  /// The size as DashScope writes it, with a star.
  static func dashScope(_ text: String) -> String { joined(text, by: "*") }

  /// The size as OpenAI writes it, with an x.
  static func openAI(_ text: String) -> String { joined(text, by: "x") }

  private static func joined(_ text: String, by separator: String) -> String {
    let numbers = text.split(omittingEmptySubsequences: false) { $0 == "*" || $0 == "x" || $0 == "X" }
    let isSize =
      numbers.count == 2 && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    return isSize ? numbers.joined(separator: separator) : text
  }
}
