/// The beginning of some foreign text, fit to be shown in a message.
package enum TextExcerpt {
  /// At most 40 characters in quotes, control characters escaped.
  package static func quoted(_ bytes: some Sequence<UInt8>) -> String {
    let limit = 40
    let head = Array(bytes.prefix(limit + 1))
    let text = String(decoding: head.prefix(limit), as: UTF8.self)
    let shown = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : "\($0)" }
    return "'\(shown.joined())\(head.count > limit ? "…" : "")'"
  }
}
